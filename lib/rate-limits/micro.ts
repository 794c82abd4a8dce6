import type { limitMetrics } from '#lib/contracts/rate-limit-resource.ts';

type Metric = (typeof limitMetrics)[number];

const microPerUsd = 1_000_000;

/** A number as limits are stored and counted: cost in millionths of a dollar, the rest as it is. */
export const toCounted = (metric: Metric, value: number): number =>
  metric === 'cost' ? Math.round(value * microPerUsd) : Math.round(value);

/** A counted number as people write it. */
export const fromCounted = (metric: Metric, counted: number): number => (metric === 'cost' ? counted / microPerUsd : counted);
