import type { SeriesPoint } from '#lib/contracts/analytics.ts';
import type { Dashboard } from '#lib/contracts/dashboard.ts';
import { AnomalyDetector, strengthOf } from '#lib/core/stats/anomaly-detector.ts';
import { forecastSeries } from '#lib/core/stats/forecast/forecast-series.ts';
import type { TimeRange } from './time-range.ts';

type Costs = NonNullable<Dashboard['costs']>;

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Days ahead, and complete days that a forecast needs: two weeks. */
const daysAhead = 7;
const daysMin = 14;
/** Buckets named at most, the newest first. */
const anomaliesMax = 20;

const nano = (value: number): bigint => BigInt(Math.round(Math.max(0, value)));

/** Buckets that are over: of a range that ends now all but the last. */
const complete = (series: readonly SeriesPoint[], { isOpen }: TimeRange): readonly SeriesPoint[] => (isOpen ? series.slice(0, -1) : series);

/** What the next week is expected to cost, by the days of the range; null for hours and short ranges. */
export function forecastOf(series: readonly SeriesPoint[], range: TimeRange): Costs['forecast'] {
  const values = complete(series, range).map(({ cost_usd: cost }) => Number(cost));
  if (range.bucket !== 'day' || values.length < daysMin || values.every((value) => value === 0)) return null;
  const { expected, sumLow, sumHigh, method } = forecastSeries({ values, season: 7, steps: daysAhead });
  return {
    days: daysAhead,
    expected_usd: nano(expected.reduce((sum, value) => sum + value, 0)),
    low_usd: nano(sumLow.at(-1) ?? 0),
    high_usd: nano(sumHigh.at(-1) ?? 0),
    method,
  };
}

/** Buckets whose cost stands out from those before them in the range. */
export function anomaliesOf(series: readonly SeriesPoint[], range: TimeRange): Costs['anomalies'] {
  const detector = new AnomalyDetector({ stepMs: range.bucket === 'day' ? dayMs : hourMs, coolDownMs: 0 });
  const found = complete(series, range).flatMap(({ at, cost_usd: cost }) => {
    const { strength, expected, kind } = detector.next(at.getTime(), Number(cost));
    const stands = kind === 'spike' && strength >= strengthOf.medium && expected !== null;
    return stands ? [{ at, cost_usd: cost, expected_usd: nano(expected), strength: Math.round(strength * 10) / 10 }] : [];
  });
  return found.reverse().slice(0, anomaliesMax);
}
