import type { Target } from '../providers/provider.ts';

/** What is known of targets from earlier calls. */
export interface TargetHealth {
  /** Nothing speaks against any target, which spares the look at each. */
  readonly isAllWell: boolean;
  /** The target failed again and again and is not due for a probe. */
  isShut(target: Target): boolean;
}

/**
 * The targets of a call in the order in which they are tried: a flat and bounded list, so that no fault of a provider can
 * make it longer. Those that are shut go last, so that they are asked only when nothing else is left. Changes nothing, and
 * gives back the list that it got where it may stay as it is.
 */
export function planAttempts(targets: readonly Target[], targetsMax: number, health: TargetHealth): readonly Target[] {
  if (targets.length === 1) return targets;
  const ordered = health.isAllWell ? targets : shutLast(targets, health);
  return ordered.length > targetsMax ? ordered.slice(0, targetsMax) : ordered;
}

function shutLast(targets: readonly Target[], health: TargetHealth): readonly Target[] {
  const shut = targets.filter((target) => health.isShut(target));
  return shut.length === 0 ? targets : [...targets.filter((target) => !shut.includes(target)), ...shut];
}
