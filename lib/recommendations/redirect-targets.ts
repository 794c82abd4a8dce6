import type { RouteDefinition, RouteGroup, RouteNode, RouteTarget } from '#lib/contracts/route-definition.ts';
import { groupDepthMax, membersMax } from '#lib/contracts/route-names.ts';

/** A model, on one connection or on any that serves it. */
export interface TargetName {
  readonly model: string;
  readonly connectionId: string | null;
}

type Members = RouteGroup['members'];

/** Whether a target leads to a model on a connection; one without a connection leads to each that serves the model. */
const leadsTo = (target: RouteTarget, { model, connectionId }: TargetName): boolean =>
  target.model === model && (target.connection_id === null || connectionId === null || target.connection_id === connectionId);

const someTarget = (members: Members, is: (target: RouteTarget) => boolean): boolean =>
  members.some((node) => (node.kind === 'group' ? someTarget(node.members, is) : node.kind === 'target' && is(node)));

/** A target put before another: beside it in a chain, in a chain of two in its place elsewhere; alone where there is no room. */
function redirected(strategy: RouteGroup['strategy'], target: RouteTarget, to: TargetName, depth: number, room: number): RouteNode[] {
  const { weight, tasks, data_classes, window, ...old } = target;
  const first: RouteTarget = {
    kind: 'target',
    model: to.model,
    connection_id: to.connectionId,
    concurrency_max: null,
    when_full: 'skip',
    first_token_seconds: null,
    timeout_seconds: null,
    retries_max: null,
  };
  const place = Object.fromEntries(Object.entries({ weight, tasks, data_classes, window }).filter(([, value]) => value !== undefined));
  if (strategy === 'fallback' && room > 0) return [first, target];
  if (depth >= groupDepthMax) return [{ ...first, ...place }];
  return [{ kind: 'group', strategy: 'fallback', members: [first, old], ...place }];
}

function redirectMembers(
  { strategy, members }: Pick<RouteGroup, 'strategy' | 'members'>,
  from: TargetName,
  to: TargetName,
  depth: number,
): RouteNode[] {
  let room = membersMax - members.length;
  return members.flatMap((node): RouteNode[] => {
    if (node.kind === 'group') return [{ ...node, members: redirectMembers(node, from, to, depth + 1) }];
    if (node.kind !== 'target' || !leadsTo(node, from)) return [node];
    const nodes = redirected(strategy, node, to, depth, room);
    room -= nodes.length - 1;
    return nodes;
  });
}

/**
 * A definition in which calls that went to one target go to another first, with the former one behind it. Null where it does
 * not name the former target, or leads to the other one already.
 */
export function redirectTargets(definition: RouteDefinition, from: TargetName, to: TargetName): RouteGroup | null {
  const { members } = definition;
  // Of the same model on any connection another connection may be the better first.
  const isThere = (target: RouteTarget): boolean =>
    target.model === to.model && (target.connection_id === to.connectionId || (target.connection_id === null && to.model !== from.model));
  if (!someTarget(members, (target) => leadsTo(target, from)) || someTarget(members, isThere)) return null;
  return { ...definition, members: redirectMembers(definition, from, to, 1) };
}
