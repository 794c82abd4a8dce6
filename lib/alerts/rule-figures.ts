import { and, eq, sql } from 'drizzle-orm';
import { anomaly, budget } from '#db/schema/index.ts';
import { readCalls, readHours, scopeOfFilters } from '#lib/analytics/read-hours.ts';
import type { UsageCell } from '#lib/analytics/usage-cell.ts';
import { readBudgets } from '#lib/budgets/budget-rows.ts';
import { readStandings } from '#lib/budgets/standing.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { AlertFilters } from '#lib/contracts/alert-rules.ts';
import type { Figures } from './expression/evaluate-expression.ts';
import { type Condition, namesIn } from './expression/expression.ts';
import { type MetricName, metrics } from './expression/metrics.ts';
import { baselineMs, hourMs, metricOf, UsageHistory } from './usage-window.ts';

const minuteMs = 60_000;
const isLatency = (name: MetricName): boolean => name.startsWith('latency_');

/** The percentages of a budget as it stands; null where there is no such budget, or too little is known. */
async function readBudgetFigures(reading: TenantReading, id: string | undefined) {
  const none = { used: null, forecast: null };
  if (id === undefined) return none;
  const budgets = await readBudgets(reading, {
    where: and(eq(budget.tenantId, reading.tenantId), eq(budget.id, id)),
    orderBy: sql`1`,
    limit: 1,
  });
  const [standing] = (await readStandings(reading, budgets)).values();
  if (standing === undefined) return none;
  const { figures, forecast } = standing;
  const percentOf = (nano: bigint): number | null =>
    figures.available_usd > 0n ? (Number(nano) / Number(figures.available_usd)) * 100 : null;
  return { used: percentOf(figures.spent_usd), forecast: forecast === null ? null : percentOf(forecast.expectedNanoUsd) };
}

async function countAnomalies({ tx, tenantId, now }: TenantReading, minutes: number): Promise<number> {
  // An hour is judged when it is over: a window shorter than that would never see one.
  const since = new Date(now.getTime() - Math.max(120, minutes) * minuteMs);
  const rows = await tx
    .select({ id: anomaly.id })
    .from(anomaly)
    .where(and(eq(anomaly.tenantId, tenantId), eq(anomaly.state, 'open'), sql`${anomaly.endedAt} > ${since.toISOString()}::timestamptz`));
  return rows.length;
}

/** Reads what a condition asks for, as it is now. Windows up to an hour are counted in calls, longer ones in whole hours and the running one. */
export async function readFigures(
  reading: TenantReading,
  condition: Condition,
  { filters, minutes }: { readonly filters: AlertFilters; readonly minutes: number },
): Promise<Figures> {
  const [asked, usual] = [namesIn(condition, 'metric'), namesIn(condition, 'baseline')];
  const nowMs = reading.now.getTime();
  const hourEnd = nowMs - (nowMs % hourMs) + hourMs;
  const { budget_id: budgetId, ...usageFilters } = filters;
  const scope = await scopeOfFilters(reading, usageFilters);
  const ofUsage = [...asked, ...usual].filter((name) => metrics[name].of === 'usage');
  const withLatency = ofUsage.some(isLatency);
  let cell: UsageCell | undefined;
  if (asked.some((name) => metrics[name].of === 'usage')) {
    cell =
      minutes <= 60
        ? await readCalls(reading, scope, { fromMs: nowMs - minutes * minuteMs, toMs: nowMs, withLatency })
        : new UsageHistory(await readHours(reading, scope, { fromMs: hourEnd - minutes * minuteMs, toMs: hourEnd, withLatency })).window(
            hourEnd,
            minutes / 60,
          );
  }
  const back = { fromMs: hourEnd - baselineMs - Math.max(60, minutes) * minuteMs, toMs: hourEnd, withLatency: usual.some(isLatency) };
  const history = usual.length === 0 ? undefined : new UsageHistory(await readHours(reading, scope, back));
  const ofBudget = asked.some((name) => name.startsWith('budget_')) ? await readBudgetFigures(reading, budgetId) : undefined;
  const anomalies = asked.includes('anomalies') ? await countAnomalies(reading, minutes) : null;
  return {
    metric: (name) => {
      if (name === 'budget_used') return ofBudget?.used ?? null;
      if (name === 'budget_forecast') return ofBudget?.forecast ?? null;
      if (name === 'anomalies') return anomalies;
      return cell === undefined ? null : metricOf(name, cell, minutes);
    },
    baseline: (name) => history?.baseline(name, hourEnd, minutes) ?? null,
  };
}
