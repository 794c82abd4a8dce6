import type { AnomalyPart } from '#db/schema/index.ts';
import { type AnomalyMetric, hourMs, type Run } from './find-runs.ts';

/** What one value of a dimension had in each hour, by the hour's begin. */
export interface DimensionSeries {
  readonly dimension: 'team' | 'key' | 'model';
  readonly value: string;
  readonly hours: ReadonlyMap<number, Readonly<Record<AnomalyMetric, number>>>;
}

const dayMs = 24 * hourMs;
const daysBack = 14;
/** Smaller parts explain nothing. */
const shareMin = 0.1;
const partsMax = 5;

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;

/**
 * Which teams, keys and models the difference came from: what each had in the run's hours against its median at the same hours
 * of the days before, as a share of the whole difference. Shares of one dimension add up to about 1; dimensions overlap.
 */
export function explainRun(run: Run, metric: AnomalyMetric, series: readonly DimensionSeries[]): readonly AnomalyPart[] {
  const difference = run.actual - run.expected;
  if (metric === 'latency' || difference === 0) return [];
  const parts = series.map(({ dimension, value, hours }): AnomalyPart => {
    let [actual, expected] = [0, 0];
    for (let at = run.startMs; at < run.endMs; at += hourMs) {
      actual += hours.get(at)?.[metric] ?? 0;
      expected += median(Array.from({ length: daysBack }, (_, day) => hours.get(at - (day + 1) * dayMs)?.[metric] ?? 0));
    }
    return { dimension, value, actual, expected, share: Math.min(1, (actual - expected) / difference) };
  });
  return parts
    .filter(({ share }) => share >= shareMin)
    .sort((one, other) => other.share - one.share)
    .slice(0, partsMax);
}
