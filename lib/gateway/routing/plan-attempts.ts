import type { Target } from '../providers/provider.ts';

/** The attempts of a call, in order: a flat and bounded list, so that no fault of a provider can make it longer. */
export function planAttempts(targets: readonly Target[], attemptsMax: number): readonly Target[] {
  return targets.slice(0, attemptsMax);
}
