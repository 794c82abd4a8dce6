import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsOverview, type Overview } from '#lib/contracts/analytics.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { openView } from './analytics-view.ts';
import { latencyFigures, noLatency } from './latency-figures.ts';
import type { Readers } from './member-privacy.ts';
import { rangeShown } from './range-shown.ts';
import { sumUsage } from './sum-usage.ts';
import { toFigures, toSeries, toSums, toTopList } from './to-overview.ts';

/** What `analytics.overview` answers, of the rows within `ctx.reach`; `readers` says who will read it. */
export async function readOverview(
  ctx: OperationContext,
  input: InputOf<typeof analyticsOverview>,
  readers: Readers = 'caller',
): Promise<Overview> {
  const { range, scope, closed, isEmpty, privacy } = await openView(ctx, input, readers);
  const { current, previous } = range;
  const rows = isEmpty ? [] : await sumUsage(ctx, scope, range, { by: ['team', 'model', 'user', 'key'], top: input.top, closed });
  const requestsOf = (period: 'current' | 'previous') => toSums(rows.find((row) => row.of === 'total' && row.period === period)).requests;
  const requests = { current: requestsOf('current'), previous: requestsOf('previous') };
  const latency = isEmpty ? { current: noLatency, previous: noLatency } : await latencyFigures(ctx, scope, range, { requests, closed });
  const shown = rows.flatMap((row) => (row.of === 'total' || row.of === 'bucket' || row.item === null ? [] : [row.item]));
  const options = { top: input.top, compared: previous !== null, names: await nameDimensions(ctx, shown), privacy };
  return {
    ...rangeShown(range),
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
}

export const getOverview = defineQuery(analyticsOverview, (ctx, input) => readOverview(ctx, input));
