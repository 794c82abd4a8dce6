import type { RoutedTarget } from './routed-target.ts';

/** What is known of targets from earlier calls. */
export interface TargetHealth {
  /** Nothing speaks against any target, which spares the look at each. */
  readonly isAllWell: boolean;
  /** The target failed again and again and is not due for a probe, or is cooling down. */
  isShut(target: RoutedTarget): boolean;
  /** How long the target is still cooling down; 0 where it is not. */
  readyInMs(target: RoutedTarget): number;
}

/**
 * The targets of a call in the order in which they are tried: a flat and bounded list, so that no fault of a provider can
 * make it longer. Those that are full and may be skipped go behind the others, and those that are shut behind these, so that
 * they are asked only when nothing else is left; last of all come those that are cooling down, the one that is ready soonest
 * first. Where all of them are, only that one is asked: their providers have said what they would answer. Changes nothing, and
 * gives back the list that it got where it may stay as it is.
 */
export function planAttempts(targets: readonly RoutedTarget[], targetsMax: number, health: TargetHealth): readonly RoutedTarget[] {
  if (targets.length === 1) return targets;
  const ordered = health.isAllWell && !targets.some(isSkipped) ? targets : worstLast(targets, health);
  return ordered.length > targetsMax ? ordered.slice(0, targetsMax) : ordered;
}

const isSkipped = ({ routing: { state, limit } }: RoutedTarget): boolean => limit?.whenFull === 'skip' && state.isFull(limit);

function worstLast(targets: readonly RoutedTarget[], health: TargetHealth): readonly RoutedTarget[] {
  const judged = targets.map((target) => {
    const readyInMs = health.readyInMs(target);
    return { target, readyInMs, badness: readyInMs > 0 ? 3 : health.isShut(target) ? 2 : isSkipped(target) ? 1 : 0 };
  });
  if (judged.every((one) => one.badness === 0)) return targets;
  const areAllCooling = judged.every((one) => one.badness === 3);
  const sorted = judged.sort((left, right) => left.badness - right.badness || left.readyInMs - right.readyInMs);
  return (areAllCooling ? sorted.slice(0, 1) : sorted).map(({ target }) => target);
}
