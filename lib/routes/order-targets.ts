import type { Group, RouteFacts } from './strategy.ts';

/** The targets of a route for one call, best first; empty where no member is for it. The list is shared where it never varies. */
export function orderTargets<Target>(group: Group<Target>, facts: RouteFacts<Target>): readonly Target[] {
  if (group.fixed !== null) return group.fixed;
  const ordered: Target[] = [];
  collect(group, facts, ordered);
  return ordered;
}

function collect<Target>(group: Group<Target>, facts: RouteFacts<Target>, into: Target[]): void {
  for (const { group: inner, targets } of group.strategy.order(group.members, facts)) {
    if (inner === null) for (const target of targets) into.push(target);
    else if (inner.fixed !== null) for (const target of inner.fixed) into.push(target);
    else collect(inner, facts, into);
  }
}
