import type { RouteDefinition, RouteGroup, RouteNode, RouteTarget } from '#lib/contracts/route-definition.ts';
import { linkedMembersMax } from '#lib/contracts/route-names.ts';
import { strategies } from './strategies/index.ts';
import type { Group, Member } from './strategy.ts';

/** What a route's words stand for: the gateway's targets, or those of a simulation. */
export interface TargetSource<Target> {
  /** The targets behind a member, best first; empty where nobody serves it. `via` names the strategies above it, outermost first. */
  targetsOf(node: RouteTarget, via: string): readonly Target[];
  /** What a linked route does; undefined where it is not published. */
  linkedRoute(routeId: string): RouteDefinition | undefined;
  /** The same for the same target in every process and version. */
  keyOf(target: Target): string;
}

/** The routes on the way to a node, so that one that leads back to itself ends there. */
type Trail = readonly string[];

/** Links that are followed one behind the other, at most; what was saved before a limit fell is cut there. */
const linksMax = 8;

interface Compiling<Target> {
  readonly source: TargetSource<Target>;
  readonly via: string;
  readonly trail: Trail;
  /** What may still be added. A route that is within its limit outgrows it when one that it links to grows; it is cut there. */
  readonly room: { members: number };
}

/** Compiles what a route does; null where none of its targets is served. Members that nobody serves are left out. */
export function compileRoute<Target>(definition: RouteDefinition, source: TargetSource<Target>, routeId: string): Group<Target> | null {
  return compileGroup(definition, { source, via: '', trail: [routeId], room: { members: linkedMembersMax } });
}

function compileGroup<Target>(node: RouteGroup, above: Compiling<Target>): Group<Target> | null {
  const strategy = strategies[node.strategy];
  const via = above.via === '' ? strategy.name : `${above.via} > ${strategy.name}`;
  const members = node.members.flatMap((member, index) => compileMember(member, String(index), { ...above, via }));
  if (members.length === 0) return null;
  const compared = strategy.comparesTargets ? members.flatMap((member) => splitByTarget(member, above.source)) : members;
  const isFixed = strategy.isFixed && members.every(({ group }) => group === null || group.fixed !== null);
  const fixed = isFixed ? members.flatMap(({ group, targets }) => group?.fixed ?? targets) : null;
  return { strategy, members: compared, fixed };
}

function compileMember<Target>(node: RouteNode, place: string, within: Compiling<Target>): readonly Member<Target>[] {
  if (within.room.members === 0) return [];
  within.room.members -= 1;
  const own = {
    weight: node.weight ?? 1,
    tasks: node.tasks === undefined ? null : new Set(node.tasks),
    dataClasses: node.data_classes === undefined ? null : new Set(node.data_classes),
    window: node.window ?? null,
  };
  if (node.kind === 'target') {
    const targets = within.source.targetsOf(node, within.via);
    return targets.length === 0 ? [] : [{ ...own, key: `${node.connection_id ?? '*'}/${node.model}`, targets, group: null }];
  }
  const group = node.kind === 'group' ? compileGroup(node, within) : compileLink(node.route_id, within);
  if (group === null) return [];
  const key = node.kind === 'route' ? node.route_id : place;
  return [{ ...own, key, targets: group.members.flatMap(({ targets }) => targets), group }];
}

function compileLink<Target>(routeId: string, within: Compiling<Target>): Group<Target> | null {
  const { source, trail } = within;
  if (trail.includes(routeId) || trail.length > linksMax) return null;
  const definition = source.linkedRoute(routeId);
  return definition === undefined ? null : compileGroup(definition, { ...within, trail: [...trail, routeId] });
}

/** A model on several connections as that many members, for strategies that weigh one connection against another. */
function splitByTarget<Target>(member: Member<Target>, source: TargetSource<Target>): readonly Member<Target>[] {
  if (member.group !== null || member.targets.length === 1) return [member];
  return member.targets.map((target) => ({ ...member, key: source.keyOf(target), targets: [target] }));
}
