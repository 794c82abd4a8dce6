import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { checkDefinition } from '#lib/routes/check-definition.ts';
import { redirectTargets } from './redirect-targets.ts';

const large = { model: 'large', connectionId: null };
const small = { model: 'small', connectionId: '01936f11-7a00-7000-8000-000000000001' };
const definitionOf = (raw: z.input<typeof RouteDefinition>) => RouteDefinition.parse(raw);
const target = (model: string) => ({ kind: 'target' as const, model });

/** What a route would store; checked like any definition that somebody saves. */
function redirected(raw: z.input<typeof RouteDefinition>) {
  const found = redirectTargets(definitionOf(raw), large, small);
  if (found === null) return null;
  const wire = RouteDefinition.encode(Object(found));
  expect(checkDefinition(RouteDefinition.parse(wire))).toEqual([]);
  return wire;
}

describe('a cheaper target in a route [COST-9]', () => {
  it('goes before the former one in a chain', () => {
    expect(redirected({ strategy: 'fallback', members: [target('large'), target('other')] })).toMatchObject({
      strategy: 'fallback',
      members: [{ model: 'small', connection_id: expect.stringMatching(/^conn_/) }, { model: 'large' }, { model: 'other' }],
    });
  });

  it('takes the place of the former one elsewhere, which stays behind it', () => {
    const found = redirected({
      strategy: 'weighted',
      members: [
        { ...target('large'), weight: 3 },
        { ...target('other'), weight: 1 },
      ],
    });
    expect(found).toMatchObject({
      members: [
        { kind: 'group', strategy: 'fallback', weight: 3, members: [{ model: 'small' }, { model: 'large' }] },
        { model: 'other', weight: 1 },
      ],
    });
  });

  it('is found at any depth, and is put alone where groups end', () => {
    const nested = (depth: number): object =>
      depth === 0
        ? { ...target('large'), weight: 2 }
        : { kind: 'group', strategy: 'weighted', members: [nested(depth - 1)], ...(depth < 4 ? { weight: 1 } : {}) };
    const found = redirectTargets(definitionOf(Object(nested(4))), large, small);
    expect(JSON.stringify(found)).toContain('"model":"small"');
    expect(RouteDefinition.safeEncode(Object(found)).success).toBe(true);
  });

  it('can be another connection of the same model, where a target leads to any', () => {
    const any = definitionOf({ strategy: 'fallback', members: [target('large')] });
    const there = { model: 'large', connectionId: small.connectionId };
    expect(redirectTargets(any, large, there)?.members).toMatchObject([{ connection_id: small.connectionId }, { connection_id: null }]);
    expect(
      redirectTargets(definitionOf({ strategy: 'fallback', members: [{ ...target('large') }, target('small')] }), large, small),
    ).toBeNull();
  });

  it('is not put where the former one is not, or where it is already', () => {
    expect(redirected({ strategy: 'fallback', members: [target('other')] })).toBeNull();
    expect(redirected({ strategy: 'least_cost', members: [target('large'), target('small')] })).toBeNull();
  });
});
