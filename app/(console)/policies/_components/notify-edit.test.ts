import { describe, expect, it } from 'vitest';
import { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { toldOf, withTold } from './notify-edit.ts';

const channel = 'chn_01jdnhwyg0e008000000000001';
const person = 'usr_01jdnhwyg0e008000000000001';
const definition = { priority: 7, rules: { conditions: [], match: 'all', actions: [{ type: 'deny' }, { type: 'log' }] } };

describe('[GOV-1] whom a policy tells', () => {
  it('is added after what it does, changed where it stands, and taken away again', () => {
    expect(toldOf(definition)).toBeNull();
    const told = withTold(definition, { channels: [channel], users: [], message: '' });
    expect(PolicyDefinition.parse(told).rules.actions.map(({ type }) => type)).toEqual(['deny', 'log', 'notify']);
    const more = withTold(told, { channels: [channel], users: [person], message: 'Look at it' });
    expect(toldOf(more)).toEqual({ channels: [channel], users: [person], message: 'Look at it' });
    expect(PolicyDefinition.parse(more)).toMatchObject({ priority: 7 });
    expect(withTold(more, null)).toEqual(definition);
  });

  it('is nothing in what is no definition yet', () => {
    expect(toldOf('{')).toBeNull();
    expect(toldOf({ rules: { actions: [{ type: 'notify' }] } })).toEqual({ channels: [], users: [], message: '' });
    expect(withTold(null, { channels: [channel], users: [], message: '' })).toEqual({
      rules: { actions: [{ type: 'notify', parameters: { channels: [channel] } }] },
    });
  });
});
