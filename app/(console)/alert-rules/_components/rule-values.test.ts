import { describe, expect, it } from 'vitest';
import { nestValues } from '#components/forms/form-values.ts';
import { alertRuleCreate } from '#lib/contracts/alert-rules.ts';
import { ruleSchema } from './rule-schema.ts';
import { ruleInput, ruleValues } from './rule-values.ts';

const channels = [{ value: 'chn_01jdnhwyg0e008000000000001', label: 'Room' }];
const key = 'key_01jdnhwyg0e008000000000001';
const filled = {
  ...ruleValues(null, channels),
  name: 'Loop',
  'filters.model': 'gpt-4o',
  'routing.all': [channels[0]?.value],
  'routing.escalations': [{ after_minutes: 15, channel_ids: [channels[0]?.value] }],
  actions: [{ kind: 'throttle_key', key_id: key, requests_per_minute: 5 }],
};
const faultOf = (change: object): string | undefined =>
  ruleSchema.safeParse(nestValues({ ...filled, ...change })).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0];

describe('the form of a rule [ALR-2]', () => {
  it('makes what the operation takes', () => {
    expect(alertRuleCreate.input.parse(ruleInput(nestValues(filled)))).toMatchObject({
      ...{ name: 'Loop', window_minutes: 15, filters: { model: 'gpt-4o' }, description: '' },
      ...{ routing: { critical: [], escalations: [{ after_minutes: 15 }] }, actions: [{ kind: 'throttle_key', requests_per_minute: 5 }] },
    });
  });

  it('says that filters, actions and channels are empty, so that they can be taken away', () => {
    expect(ruleInput(nestValues({ ...ruleValues(null, channels), name: 'Bare' }))).toMatchObject({
      ...{ filters: {}, actions: [], routing: { all: [], critical: [], escalations: [] }, description: '' },
    });
  });

  it.each([
    [{ actions: [{ kind: 'disable_key' }] }, 'actions.0: It needs a key.'],
    [{ actions: [{ kind: 'throttle_key', key_id: key }] }, 'actions.0: It slows down to at least one request a minute.'],
    [{ actions: [{ kind: 'switch_route', route_id: 'rte_1' }] }, 'actions.0: It needs a route, and the version to put in force.'],
    [{ 'routing.escalations': [{ after_minutes: 5, channel_ids: [] }] }, 'routing.escalations.0: It tells at least one channel.'],
    [{ 'routing.escalations': [{ after_minutes: 0, channel_ids: ['x'] }] }, expect.stringContaining('1 to 10,080 minutes')],
  ])('says of %j what it lacks', (change, fault) => {
    expect(faultOf({})).toBeUndefined();
    expect(faultOf(change)).toEqual(fault);
  });
});
