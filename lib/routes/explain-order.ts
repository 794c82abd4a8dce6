import type { Group, RouteFacts } from './strategy.ts';

/** A target in the order in which it would be asked. */
export interface ExplainedTarget<Target> {
  readonly target: Target;
  /** What each strategy on the way to it says for it, outermost first. */
  readonly reasons: readonly string[];
}

/** The same order as `orderTargets` gives for the same facts, with what every strategy said; for people, not for calls. */
export function explainOrder<Target>(
  group: Group<Target>,
  facts: RouteFacts<Target>,
  above: readonly string[] = [],
): readonly ExplainedTarget<Target>[] {
  return group.strategy.order(group.members, facts).flatMap((member) => {
    const reasons = [...above, `${group.strategy.label}: ${group.strategy.because(member, facts)}`];
    return member.group === null ? member.targets.map((target) => ({ target, reasons })) : explainOrder(member.group, facts, reasons);
  });
}
