import type { z } from 'zod';
import type { RouteDefinition, RouteTarget, TimeWindow } from '#lib/contracts/route-definition.ts';
import type { StrategyName } from '#lib/contracts/route-names.ts';

/** A definition as it is being edited: members have ids of their own, so that moving one keeps its fields and the focus. */

type Definition = z.input<typeof RouteDefinition>;

/** What a group asks of its members; at most one of them is set. */
export interface EditPlace {
  readonly weight?: number | undefined;
  readonly tasks?: readonly string[] | undefined;
  readonly data_classes?: readonly string[] | undefined;
  readonly window?: TimeWindow | undefined;
}

export interface EditTarget extends EditPlace {
  readonly kind: 'target';
  readonly uid: string;
  readonly model: string;
  readonly connection_id: string | null;
  readonly concurrency_max: number | null;
  readonly when_full: RouteTarget['when_full'];
  readonly first_token_seconds: number | null;
  readonly timeout_seconds: number | null;
  readonly retries_max: number | null;
}

export interface EditLink extends EditPlace {
  readonly kind: 'route';
  readonly uid: string;
  readonly route_id: string;
}

export interface EditGroup extends EditPlace {
  readonly kind: 'group';
  readonly uid: string;
  readonly strategy: StrategyName;
  readonly members: readonly EditNode[];
}

export type EditNode = EditTarget | EditLink | EditGroup;

/** Where a node stands: the index in each group from the outermost down; empty for the outermost itself. */
export type NodePath = readonly number[];

let uids = 0;
const newUid = (): string => {
  uids += 1;
  return `node-${uids}`;
};

export const newTarget = (place: EditPlace = {}): EditTarget => ({
  ...{ kind: 'target', uid: newUid(), model: '', connection_id: null, concurrency_max: null, when_full: 'skip' },
  ...{ first_token_seconds: null, timeout_seconds: null, retries_max: null },
  ...place,
});

export const newGroup = (members: readonly EditNode[], place: EditPlace = {}): EditGroup => ({
  ...{ kind: 'group', uid: newUid(), strategy: 'fallback', members },
  ...place,
});

export const newLink = (routeId: string, place: EditPlace = {}): EditLink => ({
  kind: 'route',
  uid: newUid(),
  route_id: routeId,
  ...place,
});

type WireNode = Definition['members'][number];

const toEditNode = (node: WireNode): EditNode => {
  const { weight, tasks, data_classes, window } = node;
  const place = { weight, tasks, data_classes, window };
  if (node.kind === 'route') return newLink(node.route_id, place);
  if (node.kind === 'group') return { ...newGroup(node.members.map(toEditNode), place), strategy: node.strategy };
  const {
    model,
    connection_id = null,
    concurrency_max = null,
    when_full = 'skip',
    first_token_seconds = null,
    timeout_seconds = null,
    retries_max = null,
  } = node;
  return { ...newTarget(place), model, connection_id, concurrency_max, when_full, first_token_seconds, timeout_seconds, retries_max };
};

export const toEdit = ({ strategy, members }: Definition): EditGroup => ({ ...newGroup(members.map(toEditNode)), strategy });

/** A node as the API takes it: without ids, and without fields that are not set. */
export function toWire(node: EditNode): Record<string, unknown> {
  const { uid, ...fields } = node;
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return node.kind === 'group' ? { ...set, members: node.members.map(toWire) } : set;
}

/** The tree with the node at `path` replaced by what `change` makes of it. */
export function updateAt(root: EditGroup, path: NodePath, change: (node: EditNode) => EditNode): EditGroup {
  const [index, ...rest] = path;
  if (index === undefined) {
    const changed = change(root);
    return changed.kind === 'group' ? changed : root;
  }
  const members = root.members.map((member, at) => {
    if (at !== index) return member;
    if (rest.length === 0) return change(member);
    return member.kind === 'group' ? updateAt(member, rest, change) : member;
  });
  return { ...root, members };
}

const inGroup = (change: (members: readonly EditNode[]) => readonly EditNode[]) => (node: EditNode) =>
  node.kind === 'group' ? { ...node, members: change(node.members) } : node;

export const appendTo = (root: EditGroup, group: NodePath, node: EditNode): EditGroup =>
  updateAt(
    root,
    group,
    inGroup((members) => [...members, node]),
  );

export const removeAt = (root: EditGroup, path: NodePath): EditGroup =>
  updateAt(
    root,
    path.slice(0, -1),
    inGroup((members) => members.filter((_, index) => index !== path.at(-1))),
  );

/** Moves a member of a group to another place in it; a place outside of the group changes nothing. */
export function moveWithin(root: EditGroup, group: NodePath, from: number, to: number): EditGroup {
  return updateAt(
    root,
    group,
    inGroup((members) => {
      const moved = members[from];
      if (moved === undefined || to < 0 || to >= members.length || from === to) return members;
      const others = members.filter((_, index) => index !== from);
      return [...others.slice(0, to), moved, ...others.slice(to)];
    }),
  );
}

/** Puts a member into a group of its own, in its place; what the group around asks of its members goes to the new group. */
export const wrapAt = (root: EditGroup, path: NodePath): EditGroup =>
  updateAt(root, path, (node) => {
    const { weight, tasks, data_classes, window } = node;
    return newGroup([withPlace(node, {})], { weight, tasks, data_classes, window });
  });

/** The node with what its group asks of it, and nothing of what another strategy would. */
export function withPlace<Node extends EditNode>(node: Node, place: EditPlace): Node {
  return { ...node, weight: undefined, tasks: undefined, data_classes: undefined, window: undefined, ...place };
}

/** JSON pointer of a node in the input `draft`, as faults name it. */
export const pointerOf = (path: NodePath): string => `/draft${path.map((index) => `/members/${index}`).join('')}`;
