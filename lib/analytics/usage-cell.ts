import type { LatencyCount } from '#lib/usage/latency-buckets.ts';

/** What calls added up to in a stretch of time. */
export interface UsageCell {
  readonly requests: number;
  /** Failed or cut off. */
  readonly errors: number;
  readonly refused: number;
  readonly costUsd: number;
  readonly tokens: number;
  readonly latency: readonly LatencyCount[];
}

/** No call. */
export const noUsage: UsageCell = { requests: 0, errors: 0, refused: 0, costUsd: 0, tokens: 0, latency: [] };
