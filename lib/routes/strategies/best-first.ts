import type { Member } from '../strategy.ts';

/**
 * Members by a figure, the smallest first; a group counts as the best of its targets. Members whose figure is not known keep
 * their order: behind the others, or before them where trying is how it becomes known.
 */
export function bestFirst<Target>(
  members: readonly Member<Target>[],
  figureOf: (target: Target) => number | null,
  unknown: 'first' | 'last',
): readonly Member<Target>[] {
  const missing = unknown === 'last' ? Number.POSITIVE_INFINITY : -1;
  const figures = new Map(members.map((member) => [member, smallestOf(member.targets, figureOf) ?? missing]));
  // Equal figures, infinite ones too, keep the order of the list: sorting is stable.
  return members.toSorted((left, right) => compare(figures.get(left) ?? missing, figures.get(right) ?? missing));
}

const compare = (left: number, right: number): number => (left < right ? -1 : left > right ? 1 : 0);

/** The smallest known figure of the targets; null where none is known. */
export function smallestOf<Target>(targets: readonly Target[], figureOf: (target: Target) => number | null): number | null {
  let smallest: number | null = null;
  for (const target of targets) {
    const figure = figureOf(target);
    if (figure !== null && (smallest === null || figure < smallest)) smallest = figure;
  }
  return smallest;
}
