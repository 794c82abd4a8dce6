import type { Overview } from '#lib/contracts/analytics.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { latencyFigures, noLatency } from './latency-figures.ts';
import { sumUsage } from './sum-usage.ts';
import { toFigures, toSeries, toSums } from './to-overview.ts';

/** Totals, series and latency of a view, with the same of the range before. */
export async function readUsage(view: AnalyticsView): Promise<Pick<Overview, 'totals' | 'previous_totals' | 'series'>> {
  const { ctx, scope, range, closed, isEmpty } = view;
  const rows = isEmpty ? [] : await sumUsage(ctx, scope, range, { by: ['user', 'key'], top: 1, closed });
  const requestsOf = (period: 'current' | 'previous') => toSums(rows.find((row) => row.of === 'total' && row.period === period)).requests;
  const requests = { current: requestsOf('current'), previous: requestsOf('previous') };
  const latency = isEmpty ? { current: noLatency, previous: noLatency } : await latencyFigures(ctx, scope, range, { requests, closed });
  return {
    totals: toFigures(rows, 'current', latency.current),
    previous_totals: range.previous === null ? null : toFigures(rows, 'previous', latency.previous),
    series: toSeries(rows, 'current', range.current),
  };
}
