import { sql } from 'drizzle-orm';
import type { Overview } from '#lib/contracts/analytics.ts';
import { type Kpi, type KpiMetric, kpiMetrics } from '#lib/contracts/value.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { metrics } from './goals.ts';
import { successRateOf } from './read-members.ts';
import type { Period } from './time-range.ts';

const monthMs = 30 * 86_400_000;
const nanoPerUsd = 1e9;

const formulas: Readonly<Record<KpiMetric, string>> = {
  monthly_spend_usd: 'Spend of the range ÷ its months of 30 days',
  cost_per_request_usd: 'Spend ÷ requests',
  latency_p95_ms: '95 of 100 calls took at most this long, within 2 %',
  success_rate: 'Succeeded ÷ (succeeded + failed + interrupted)',
  adoption_rate: 'People with calls ÷ active accounts, at most 1',
  satisfaction_rate: 'Thumbs up ÷ all thumbs on calls of the range',
};

/** Months of a period, parts of one included. */
export const monthsOf = ({ fromMs, toMs }: Period): number => (toMs - fromMs) / monthMs;

type Actual = Readonly<Record<KpiMetric, number | null>>;
const none: Actual = {
  ...{ monthly_spend_usd: null, cost_per_request_usd: null, latency_p95_ms: null },
  ...{ success_rate: null, adoption_rate: null, satisfaction_rate: null },
};

async function satisfaction({ ctx }: AnalyticsView, { fromMs, toMs }: Period): Promise<number | null> {
  const [row] = await ctx.tx.execute<{ rate: number | null }>(sql`
    select avg(case when rating > 0 then 1.0 else 0 end)::float8 as rate from feedback where tenant_id = ${ctx.tenantId}
      and occurred_at >= ${new Date(fromMs).toISOString()}::timestamptz and occurred_at < ${new Date(toMs).toISOString()}::timestamptz`);
  return row?.rate ?? null;
}

async function actualOf(view: AnalyticsView, totals: Overview['totals'] | null, period: Period | null, people: number): Promise<Actual> {
  if (totals === null || period === null) return none;
  const cost = Number(totals.cost_usd) / nanoPerUsd;
  return {
    monthly_spend_usd: monthsOf(period) === 0 ? null : cost / monthsOf(period),
    cost_per_request_usd: totals.requests === 0 ? null : cost / totals.requests,
    latency_p95_ms: totals.latency_p95_ms,
    success_rate: successRateOf(totals),
    adoption_rate: people === 0 ? null : Math.min(1, totals.active_users / people),
    satisfaction_rate: await satisfaction(view, period),
  };
}

/** Whether a target holds; what was not measured neither holds nor fails. */
export function stateOfKpi(metric: KpiMetric, target: number | null, actual: number | null): Kpi['state'] {
  if (target === null || actual === null) return 'unknown';
  return (kpiMetrics[metric] === 'at_most' ? actual <= target : actual >= target) ? 'met' : 'missed';
}

/** All metrics with their targets, what is measured now and what was before. */
export async function readKpis(
  view: AnalyticsView,
  { totals, previous_totals }: Pick<Overview, 'totals' | 'previous_totals'>,
  { targets, people }: { readonly targets: ReadonlyMap<KpiMetric, number>; readonly people: number },
): Promise<Kpi[]> {
  const actual = await actualOf(view, totals, view.range.current, people);
  const previous = await actualOf(view, previous_totals, view.range.previous, people);
  return metrics.map((metric) => {
    const target = targets.get(metric) ?? null;
    return {
      ...{ metric, direction: kpiMetrics[metric], target, actual: actual[metric], previous: previous[metric] },
      ...{ state: stateOfKpi(metric, target, actual[metric]), formula: formulas[metric] },
    };
  });
}
