import { describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { appendTo, moveWithin, newLink, newTarget, pointerOf, removeAt, toEdit, toWire, updateAt, wrapAt } from './route-tree.ts';

const target = (model: string, more: object = {}) => ({
  ...{ kind: 'target' as const, model, connection_id: null, concurrency_max: null, when_full: 'skip' as const },
  ...{ first_token_seconds: null, timeout_seconds: null, retries_max: null },
  ...more,
});
const definition = {
  kind: 'group' as const,
  strategy: 'weighted' as const,
  members: [
    target('a', { weight: 70, first_token_seconds: 2.5, timeout_seconds: 30 }),
    { kind: 'group' as const, strategy: 'fallback' as const, weight: 30, members: [target('b'), target('c')] },
  ],
};
const models = (root: ReturnType<typeof toEdit>): unknown =>
  root.members.map((node) => (node.kind === 'target' ? node.model : node.kind === 'group' ? models(node) : node.route_id));

describe('[GW-4] the tree of a route in the editor', () => {
  it('comes back as it was, and as the contract wants it', () => {
    expect(toWire(toEdit(definition))).toEqual(definition);
    expect(RouteDefinition.safeParse(toWire(toEdit(definition))).success).toBe(true);
  });

  it('moves members within their group and no further', () => {
    const root = toEdit(definition);
    expect(models(moveWithin(root, [], 1, 0))).toEqual([['b', 'c'], 'a']);
    expect(models(moveWithin(root, [1], 0, 1))).toEqual(['a', ['c', 'b']]);
    for (const to of [-1, 2, 0]) expect(models(moveWithin(root, [], 0, to))).toEqual(['a', ['b', 'c']]);
    expect(moveWithin(root, [], 1, 0).members[0]?.uid).toBe(root.members[1]?.uid);
  });

  it('adds, changes and removes at any depth', () => {
    const root = toEdit(definition);
    expect(models(appendTo(root, [1], newTarget()))).toEqual(['a', ['b', 'c', '']]);
    expect(models(appendTo(root, [], newLink('rte_x')))).toEqual(['a', ['b', 'c'], 'rte_x']);
    expect(models(updateAt(root, [1, 1], (node) => ({ ...node, model: 'd' })))).toEqual(['a', ['b', 'd']]);
    expect(models(removeAt(root, [1, 0]))).toEqual(['a', ['c']]);
  });

  it('nests a member in a group that takes over its place', () => {
    const root = wrapAt(toEdit(definition), [0]);
    expect(models(root)).toEqual([['a'], ['b', 'c']]);
    expect(toWire(root)).toMatchObject({ members: [{ kind: 'group', weight: 70, members: [{ kind: 'target', model: 'a' }] }, {}] });
    expect(RouteDefinition.safeParse(toWire(root)).success).toBe(true);
  });

  it('names places as faults do', () => {
    expect([pointerOf([]), pointerOf([1, 0])]).toEqual(['/draft', '/draft/members/1/members/0']);
  });
});
