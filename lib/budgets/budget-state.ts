import type { BudgetState, Threshold } from '#lib/contracts/budget-resource.ts';

/** What of a limit calls may use: without the share that is kept in reserve, rounded down. */
export const availableOf = (limitNanoUsd: bigint, reservePercent: number): bigint => (limitNanoUsd * BigInt(100 - reservePercent)) / 100n;

/** The amount at which a threshold is reached. */
export const amountAt = (limitNanoUsd: bigint, percent: number): bigint => (limitNanoUsd * BigInt(percent) + 99n) / 100n;

export interface Standing {
  readonly isArchived: boolean;
  /** False outside a fixed period. */
  readonly isRunning: boolean;
  /** In force. */
  readonly limitNanoUsd: bigint;
  readonly spentNanoUsd: bigint;
  readonly thresholds: readonly Threshold[];
  /** Expected at the end of the period; null where there is no forecast. */
  readonly expectedNanoUsd: bigint | null;
}

/**
 * How a budget stands, in one word: what has happened before what is expected. `exceeded` needs no threshold: it is the
 * limit itself.
 */
export function stateOf({ isArchived, isRunning, limitNanoUsd, spentNanoUsd, thresholds, expectedNanoUsd }: Standing): BudgetState {
  if (isArchived) return 'archived';
  if (!isRunning) return 'not_running';
  if (spentNanoUsd >= limitNanoUsd) return 'exceeded';
  const reached = thresholds.filter(({ percent }) => spentNanoUsd >= amountAt(limitNanoUsd, percent));
  const isReached = (severity: Threshold['severity']): boolean => reached.some((threshold) => threshold.severity === severity);
  if (isReached('critical') || isReached('exceeded')) return 'critical';
  if (isReached('warning')) return 'warning';
  return expectedNanoUsd !== null && expectedNanoUsd > limitNanoUsd ? 'at_risk' : 'on_track';
}
