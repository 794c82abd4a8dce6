import type { RoutedTarget } from './routed-target.ts';

/** What is known of targets from earlier calls. */
export interface TargetHealth {
  /** Nothing speaks against any target, which spares the look at each. */
  readonly isAllWell: boolean;
  /** The target failed again and again and is not due for a probe. */
  isShut(target: RoutedTarget): boolean;
}

/**
 * The targets of a call in the order in which they are tried: a flat and bounded list, so that no fault of a provider can
 * make it longer. Those that are full and may be skipped go behind the others, and those that are shut behind these, so that
 * they are asked only when nothing else is left. Changes nothing, and
 * gives back the list that it got where it may stay as it is.
 */
export function planAttempts(targets: readonly RoutedTarget[], targetsMax: number, health: TargetHealth): readonly RoutedTarget[] {
  if (targets.length === 1) return targets;
  const ordered = health.isAllWell && !targets.some(isSkipped) ? targets : worstLast(targets, health);
  return ordered.length > targetsMax ? ordered.slice(0, targetsMax) : ordered;
}

const isSkipped = ({ routing: { state, limit } }: RoutedTarget): boolean => limit?.whenFull === 'skip' && state.isFull(limit);

function worstLast(targets: readonly RoutedTarget[], health: TargetHealth): readonly RoutedTarget[] {
  const badness = (target: RoutedTarget): number => (health.isShut(target) ? 2 : isSkipped(target) ? 1 : 0);
  const judged = targets.map((target) => ({ target, badness: badness(target) }));
  if (judged.every((one) => one.badness === 0)) return targets;
  return judged.sort((left, right) => left.badness - right.badness).map(({ target }) => target);
}
