import { and, count, eq, gte, lt, sql } from 'drizzle-orm';
import { budgetCrossing, lease, usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type BudgetStatus, budgetStatus } from '#lib/contracts/budget-reports.ts';
import { actingThresholdActions, type Budget } from '#lib/contracts/budget-resource.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { readBudget } from './budget-rows.ts';
import { amountAt } from './budget-state.ts';
import { forecastMethod, trendOf } from './forecast.ts';
import { spendCondition } from './spend-scope.ts';
import { readStandings, type Standing, stateOfStanding } from './standing.ts';
import { whoCanRaise } from './who-can-raise.ts';

const hourMs = 3_600_000;

async function crossedAt({ tx, tenantId }: OperationContext, { budget: { id }, period }: Standing): Promise<ReadonlyMap<number, Date>> {
  const rows = await tx
    .select({ percent: budgetCrossing.percent, at: budgetCrossing.crossedAt })
    .from(budgetCrossing)
    .where(
      and(
        eq(budgetCrossing.tenantId, tenantId),
        eq(budgetCrossing.budgetId, id),
        eq(budgetCrossing.periodStartAt, new Date(period.startMs)),
      ),
    );
  return new Map(rows.map(({ percent, at }) => [percent, at]));
}

/** What processes hold that nobody has heard of for a while. */
async function inDoubt({ tx, tenantId }: OperationContext, { budget: { id }, period }: Standing): Promise<bigint> {
  const [row] = await tx
    .select({ sum: sql<bigint>`coalesce(sum(${lease.grantedNanoUsd} - ${lease.postedNanoUsd}), 0)::bigint` })
    .from(lease)
    .where(
      and(
        eq(lease.tenantId, tenantId),
        eq(lease.budgetId, id),
        eq(lease.periodStartAt, new Date(period.startMs)),
        eq(lease.state, 'in_doubt'),
      ),
    );
  return row?.sum ?? 0n;
}

async function refusedCalls({ tx, tenantId }: OperationContext, { scope, period }: Standing): Promise<number> {
  const [row] = await tx
    .select({ calls: count() })
    .from(usageEvent)
    .where(
      and(
        eq(usageEvent.tenantId, tenantId),
        eq(usageEvent.status, 'refused'),
        eq(usageEvent.errorCode, 'budget_exceeded'),
        gte(usageEvent.occurredAt, new Date(period.startMs)),
        lt(usageEvent.occurredAt, new Date(period.endMs)),
        spendCondition(scope, eventDimensionColumns),
      ),
    );
  return row?.calls ?? 0;
}

function forecastOf({ budget: { period }, forecast, past }: Standing): BudgetStatus['forecast'] {
  if (forecast === null) return null;
  return {
    expected_usd: forecast.expectedNanoUsd,
    low_usd: forecast.lowNanoUsd,
    high_usd: forecast.highNanoUsd,
    trend: period === 'daily' ? null : trendOf(past),
    passes_limit_at: forecast.passesLimitAtMs === null ? null : new Date(forecast.passesLimitAtMs),
    days_of_history: forecast.daysOfHistory,
    method: forecastMethod,
  };
}

function thresholdsOf(of: Budget, standing: Standing | undefined, crossed: ReadonlyMap<number, Date>): BudgetStatus['thresholds'] {
  const limit = standing?.figures.available_usd ?? of.limit_usd;
  return [...of.thresholds]
    .sort((one, other) => one.percent - other.percent)
    .map((threshold) => ({
      ...threshold,
      amount_usd: amountAt(limit, threshold.percent),
      crossed_at: crossed.get(threshold.percent) ?? null,
      acting: threshold.actions.filter((action) => actingThresholdActions.has(action)),
    }));
}

/** From when on a grace refuses. */
const refusesFrom = ({ enforcement, grace_hours: hours }: Budget, exceededAt: Date | null): Date | null =>
  enforcement === 'grace' && exceededAt !== null ? new Date(exceededAt.getTime() + hours * hourMs) : null;

/** How one budget stands, with everything that follows from it. */
export async function readStatus(ctx: OperationContext, of: Budget): Promise<BudgetStatus> {
  const standing = of.archived_at === null ? (await readStandings(ctx, [of])).get(of.id) : undefined;
  const crossed = standing === undefined ? new Map<number, Date>() : await crossedAt(ctx, standing);
  const period = standing === undefined ? null : { start: new Date(standing.period.startMs), end: new Date(standing.period.endMs) };
  return {
    budget_id: of.id,
    as_of: ctx.now,
    state: stateOfStanding(of, standing),
    time_zone: of.time_zone,
    period,
    next_reset_at: of.period === 'fixed' ? null : (period?.end ?? null),
    figures: standing?.figures ?? null,
    in_doubt_usd: standing === undefined ? 0n : await inDoubt(ctx, standing),
    refused_calls: standing === undefined ? 0 : await refusedCalls(ctx, standing),
    forecast: standing === undefined ? null : forecastOf(standing),
    thresholds: thresholdsOf(of, standing, crossed),
    refuses_from: refusesFrom(of, standing?.exceededAt ?? null),
    can_be_raised_by: await whoCanRaise(ctx, of),
  };
}

export const getStatus = defineQuery(budgetStatus, async (ctx, input) => readStatus(ctx, await readBudget(ctx, input.budget_id)));
