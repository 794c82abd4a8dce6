import { describe, expect, it } from 'vitest';
import { routingInput, routingValues } from './routing-values.ts';

const channels = [
  { value: 'chn_room', label: 'Room' },
  { value: 'chn_lead', label: 'Lead' },
];
const routing = {
  all: ['chn_room', 'chn_gone'],
  critical: [],
  escalations: [{ after_minutes: 15, channel_ids: ['chn_gone', 'chn_lead'] }],
};

describe('routing in a form [ALR-1]', () => {
  it('leaves out channels that were deleted, and says nothing where nobody is told', () => {
    expect(routingValues('routing', routing, channels)).toEqual({
      'routing.all': ['chn_room'],
      'routing.critical': undefined,
      'routing.escalations': [{ after_minutes: 15, channel_ids: ['chn_lead'] }],
    });
    expect(routingValues('routing', undefined, channels)).toEqual({
      'routing.all': undefined,
      'routing.critical': undefined,
      'routing.escalations': undefined,
    });
  });

  it('keeps everything where the reader sees no channels', () => {
    expect(routingValues('routing', routing, [])).toMatchObject({ 'routing.all': ['chn_room', 'chn_gone'] });
  });

  it('is sent whole, so that what was taken away is gone', () => {
    expect(routingInput(undefined)).toEqual({ all: [], critical: [], escalations: [] });
    expect(routingInput({ critical: ['chn_room'] })).toEqual({ all: [], critical: ['chn_room'], escalations: [] });
  });
});
