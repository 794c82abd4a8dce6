import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsOverview } from '#lib/contracts/analytics.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { isEmptyScope, resolveUsageScope } from '#lib/usage/usage-scope.ts';
import { latencyFigures, noLatency } from './latency-figures.ts';
import { closedDays } from './stretches.ts';
import { sumUsage } from './sum-usage.ts';
import { resolveTimeRange } from './time-range.ts';
import { toFigures, toSeries, toSums, toTopList } from './to-overview.ts';

export const getOverview = defineQuery(analyticsOverview, async (ctx, input) => {
  const range = await resolveTimeRange(ctx, input);
  const { current, previous, timeZone, bucket, isOpen } = range;
  const scope = await resolveUsageScope(ctx, input);
  const isEmpty = isEmptyScope(scope);
  const closed = await closedDays(ctx, range);
  const rows = isEmpty ? [] : await sumUsage(ctx, scope, range, { top: input.top, closed });
  const requestsOf = (period: 'current' | 'previous') => toSums(rows.find((row) => row.of === 'total' && row.period === period)).requests;
  const requests = { current: requestsOf('current'), previous: requestsOf('previous') };
  const latency = isEmpty ? { current: noLatency, previous: noLatency } : await latencyFigures(ctx, scope, range, { requests, closed });
  const shown = rows.flatMap((row) => (row.of === 'total' || row.of === 'bucket' || row.item === null ? [] : [row.item]));
  const options = { top: input.top, compared: previous !== null, names: await nameDimensions(ctx, shown) };
  return {
    range: { from: new Date(current.fromMs), to: new Date(current.toMs), time_zone: timeZone, bucket, is_open: isOpen },
    previous_range: previous === null ? null : { from: new Date(previous.fromMs), to: new Date(previous.toMs) },
    totals: toFigures(rows, 'current', latency.current),
    previous_totals: previous === null ? null : toFigures(rows, 'previous', latency.previous),
    series: toSeries(rows, 'current', current),
    previous_series: previous === null ? null : toSeries(rows, 'previous', previous),
    top: {
      teams: toTopList(rows, 'team', options),
      models: toTopList(rows, 'model', options),
      users: toTopList(rows, 'user', options),
      keys: toTopList(rows, 'key', options),
    },
  };
});
