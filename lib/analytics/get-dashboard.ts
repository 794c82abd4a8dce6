import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsDashboard, type Dashboard, type DashboardPart } from '#lib/contracts/dashboard.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { type AnalyticsView, openView } from './analytics-view.ts';
import { countBudgets } from './count-budgets.ts';
import { latencyFigures, noLatency } from './latency-figures.ts';
import { anomaliesOf, forecastOf } from './outlook.ts';
import { rangeShown } from './range-shown.ts';
import { readCompliance } from './read-compliance.ts';
import { readErrors } from './read-errors.ts';
import { successRateOf } from './read-members.ts';
import { readWork } from './read-work.ts';
import { type SplitBy, type SumRow, sumUsage } from './sum-usage.ts';
import { toFigures, toSeries, toSums, toTopList } from './to-overview.ts';

const splits: readonly SplitBy[] = ['department', 'team', 'project', 'user', 'model', 'provider', 'key'];
/** Without a breakdown, people and keys are split for their number alone. */
const counted: readonly SplitBy[] = ['user', 'key'];

async function breakdownOf(view: AnalyticsView, rows: readonly SumRow[], top: number): Promise<Dashboard['breakdown']> {
  const shown = rows.flatMap((row) => (row.of === 'total' || row.of === 'bucket' || row.item === null ? [] : [row.item]));
  const options = { top, compared: view.range.previous !== null, names: await nameDimensions(view.ctx, shown), privacy: view.privacy };
  return {
    departments: toTopList(rows, 'department', options),
    teams: toTopList(rows, 'team', options),
    projects: toTopList(rows, 'project', options),
    users: toTopList(rows, 'user', options),
    models: toTopList(rows, 'model', options),
    providers: toTopList(rows, 'provider', options),
  };
}

/** Totals and series of a view, and of each part whether it is wanted; the parts are separate questions, asked one after the other. */
export const getDashboard = defineQuery(analyticsDashboard, async (ctx, input): Promise<Dashboard> => {
  const view = await openView(ctx, input);
  const { scope, range, closed, isEmpty } = view;
  const wants = (part: DashboardPart): boolean => input.include.includes(part);
  const by = wants('breakdown') ? splits : counted;
  const rows = isEmpty ? [] : await sumUsage(ctx, scope, range, { by, top: input.top, closed });
  const requestsOf = (period: 'current' | 'previous') => toSums(rows.find((row) => row.of === 'total' && row.period === period)).requests;
  const requests = { current: requestsOf('current'), previous: requestsOf('previous') };
  const isTimed = !isEmpty && wants('performance');
  const latency = isTimed ? await latencyFigures(ctx, scope, range, { requests, closed }) : { current: noLatency, previous: noLatency };
  const totals = toFigures(rows, 'current', latency.current);
  const series = toSeries(rows, 'current', range.current);
  const work = wants('usage') || wants('costs') ? await readWork(view) : undefined;
  return {
    ...rangeShown(range),
    totals,
    previous_totals: range.previous === null ? null : toFigures(rows, 'previous', latency.previous),
    series,
    costs: wants('costs')
      ? costsOf(totals, work?.savedNanoUsd ?? null, { forecast: forecastOf(series, range), anomalies: anomaliesOf(series, range) })
      : null,
    usage: wants('usage') ? (work?.usage ?? null) : null,
    performance: wants('performance')
      ? {
          success_rate: successRateOf(totals),
          latency_p50_ms: totals.latency_p50_ms,
          latency_p95_ms: totals.latency_p95_ms,
          first_token_p95_ms: totals.first_token_p95_ms,
          errors: await readErrors(view),
        }
      : null,
    breakdown: wants('breakdown') ? await breakdownOf(view, rows, input.top) : null,
    compliance: wants('compliance') ? await readCompliance(view, totals.refused) : null,
    budgets: wants('budgets') ? await countBudgets(ctx) : null,
  };
});

type Costs = NonNullable<Dashboard['costs']>;

function costsOf(totals: Dashboard['totals'], saved: bigint | null, outlook: Pick<Costs, 'forecast' | 'anomalies'>): Costs {
  const { cost_usd: cost, requests, active_users: users } = totals;
  return {
    baseline_usd: saved === null ? null : cost + saved,
    cache_savings_usd: saved,
    cost_per_request_usd: requests === 0 ? null : cost / BigInt(requests),
    cost_per_user_usd: users === 0 ? null : cost / BigInt(users),
    ...outlook,
  };
}
