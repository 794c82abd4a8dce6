import type { UsageCell } from '#lib/analytics/usage-cell.ts';
import { latencyQuantile } from '#lib/usage/latency-buckets.ts';
import type { MetricName } from './expression/metrics.ts';

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What is usual is the median of so many earlier days; of fewer than three nothing is. */
const baselineDays = 14;
const baselineDaysMin = 3;

/** How far back figures at a time need hours. */
export const baselineMs = baselineDays * dayMs;

const addCells = (cells: readonly UsageCell[]): UsageCell => ({
  requests: cells.reduce((sum, cell) => sum + cell.requests, 0),
  errors: cells.reduce((sum, cell) => sum + cell.errors, 0),
  refused: cells.reduce((sum, cell) => sum + cell.refused, 0),
  costUsd: cells.reduce((sum, cell) => sum + cell.costUsd, 0),
  tokens: cells.reduce((sum, cell) => sum + cell.tokens, 0),
  latency: cells.flatMap(({ latency }) => latency),
});

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/**
 * A metric of calls over a window of so many minutes that the cell covers. With `wholeMinutes` the cell covers more than the
 * window, and counts are taken in proportion. Null where there is nothing to tell of, and for metrics that are not of calls.
 */
export function metricOf(name: MetricName, cell: UsageCell, minutes: number, wholeMinutes = minutes): number | null {
  const part = minutes / wholeMinutes;
  if (name === 'requests') return cell.requests * part;
  if (name === 'requests_per_minute') return cell.requests / wholeMinutes;
  if (name === 'errors') return cell.errors * part;
  if (name === 'refusals') return cell.refused * part;
  if (name === 'cost') return cell.costUsd * part;
  if (name === 'cost_per_hour') return (cell.costUsd * 60) / wholeMinutes;
  if (name === 'tokens') return cell.tokens * part;
  if (name === 'tokens_per_minute') return cell.tokens / wholeMinutes;
  if (name === 'error_rate') {
    const rate = share(cell.errors, cell.requests - cell.refused);
    return rate === null ? null : rate * 100;
  }
  const quantile = { latency_p50: 0.5, latency_p95: 0.95, latency_p99: 0.99 }[String(name)];
  return quantile === undefined ? null : latencyQuantile(cell.latency, quantile);
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** The hours of a series of calls; hours without calls are hours without calls, but for those before the first one. */
export class UsageHistory {
  readonly #cells: ReadonlyMap<number, UsageCell>;
  readonly #firstMs: number;

  /** By the begin of the hour. */
  constructor(cells: ReadonlyMap<number, UsageCell>) {
    this.#cells = cells;
    this.#firstMs = Math.min(Number.POSITIVE_INFINITY, ...cells.keys());
  }

  /** The hours that end at `endMs`, which is on the hour. */
  window(endMs: number, hours: number): UsageCell {
    const cells: UsageCell[] = [];
    for (let at = endMs - hours * hourMs; at < endMs; at += hourMs) {
      const cell = this.#cells.get(at);
      if (cell !== undefined) cells.push(cell);
    }
    return addCells(cells);
  }

  /**
   * What is usual at this time of the day: the median over the days before. Null where fewer than three of them are known.
   * Windows below an hour are judged by the same hour of those days.
   */
  baseline(name: MetricName, endMs: number, minutes: number): number | null {
    const hours = Math.max(1, minutes / 60);
    const values: number[] = [];
    for (let day = 1; day <= baselineDays; day += 1) {
      const end = endMs - day * dayMs;
      if (end - hours * hourMs < this.#firstMs) break;
      const value = metricOf(name, this.window(end, hours), minutes, hours * 60);
      if (value !== null) values.push(value);
    }
    return values.length < baselineDaysMin ? null : median(values);
  }
}
