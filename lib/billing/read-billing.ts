import { forecastSpend, type SpendSlot, trendOf } from '#lib/budgets/forecast.ts';
import { localDayStarts } from '#lib/budgets/local-time.ts';
import type { Period } from '#lib/budgets/period.ts';
import { resolveSpendScopes, type SpendScope } from '#lib/budgets/spend-scope.ts';
import { sumSpend } from '#lib/budgets/sum-spend.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Billing } from '#lib/contracts/billing.ts';
import { type BillingPlace, scopeOfPlace } from './billing-place.ts';
import { readSettings } from './billing-settings.ts';
import { readBreakdown } from './breakdown.ts';
import { currentMonth } from './current-month.ts';
import { readAlerts } from './read-alerts.ts';
import { readOpportunities } from './read-opportunities.ts';

const dayMs = 86_400_000;
/** How far a projection looks back; see lib/budgets/standing.ts. */
const pastDays = 84;
/** How often a month should end between low and high; see lib/budgets/forecast.ts. */
const confidence = 0.8;

interface Projected {
  readonly place: BillingPlace;
  readonly scope: SpendScope;
  readonly period: Period;
  readonly spent: bigint;
}

async function projectionsOf(ctx: OperationContext, { place, scope, period, spent }: Projected): Promise<Billing['projections']> {
  const nowMs = ctx.now.getTime();
  const days = localDayStarts(place.timeZone, nowMs - pastDays * dayMs, period.endMs);
  const today = days.findLastIndex((start) => start <= nowMs);
  const edges = days.slice(Math.max(0, today - pastDays), today + 1);
  const [sums = []] = await sumSpend(ctx, [{ scope, edges }]);
  const past = sums.map(({ costNanoUsd }, index): SpendSlot => ({ startMs: edges[index] ?? 0, endMs: edges[index + 1] ?? 0, costNanoUsd }));
  const future = [...days.slice(today).filter((start) => start < period.endMs), period.endMs];
  // Without a limit nothing is passed.
  const limitNanoUsd = 2n ** 62n;
  const forecast = forecastSpend({ nowMs, spentNanoUsd: spent, limitNanoUsd, past, future });
  if (forecast === null) return null;
  return {
    month_end: forecast.expectedNanoUsd,
    low: forecast.lowNanoUsd,
    high: forecast.highNanoUsd,
    confidence,
    trend: trendOf(past),
  };
}

/** What a place spends in the calendar month of the organization's zone, as of now. */
export async function readBilling(ctx: OperationContext, place: BillingPlace): Promise<Billing> {
  const period = currentMonth(ctx, place);
  const [scope = { of: 'everything' } as const] = await resolveSpendScopes(ctx, [scopeOfPlace(place)]);
  const breakdown = await readBreakdown(ctx, scope, period);
  const { budgetId: _budgetId, reportScheduleId: _report, ...settings } = await readSettings(ctx, place);
  const alerts = await readAlerts(ctx, place);
  return {
    billing_period: { start: new Date(period.startMs), end: new Date(period.endMs), time_zone: place.timeZone, ...breakdown },
    projections: await projectionsOf(ctx, { place, scope, period, spent: breakdown.total_cost }),
    budget_alerts: { ...settings.budget_alerts, current_alerts: alerts.map(({ alert }) => alert) },
    cost_optimization_opportunities: await readOpportunities(ctx, place, scope),
    settings,
  };
}
