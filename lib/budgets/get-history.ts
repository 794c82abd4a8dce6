import { and, eq, gte } from 'drizzle-orm';
import { budgetCrossing, budgetPeriod } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type BudgetHistoryPeriod, budgetHistory } from '#lib/contracts/budget-reports.ts';
import type { Budget } from '#lib/contracts/budget-resource.ts';
import { periodRuleOf, readBudget } from './budget-rows.ts';
import { availableOf } from './budget-state.ts';
import { type Period, periodsUntil } from './period.ts';
import { resolveSpendScopes, scopeKeyOf } from './spend-scope.ts';
import { noSpend, type Spend, sumSpend } from './sum-spend.ts';

/** What a scope spent in periods that follow each other, the newest first. */
export async function spendOfPeriods(
  ctx: OperationContext,
  of: Pick<Budget, 'scope'>,
  periods: readonly Period[],
): Promise<readonly Spend[]> {
  const [scope] = await resolveSpendScopes(ctx, [scopeKeyOf(of.scope)]);
  const [newest] = periods;
  if (scope === undefined || newest === undefined) return [];
  const edges = [...periods.map(({ startMs }) => startMs).reverse(), newest.endMs];
  const [sums = []] = await sumSpend(ctx, [{ scope, edges }]);
  return [...sums].reverse();
}

async function keptPeriods({ tx, tenantId }: OperationContext, id: string, sinceMs: number) {
  const since = new Date(sinceMs);
  const rows = await tx
    .select()
    .from(budgetPeriod)
    .where(and(eq(budgetPeriod.tenantId, tenantId), eq(budgetPeriod.budgetId, id), gte(budgetPeriod.periodStartAt, since)));
  const crossings = await tx
    .select({ start: budgetCrossing.periodStartAt, percent: budgetCrossing.percent })
    .from(budgetCrossing)
    .where(and(eq(budgetCrossing.tenantId, tenantId), eq(budgetCrossing.budgetId, id), gte(budgetCrossing.periodStartAt, since)));
  const crossed = new Map<number, number[]>();
  for (const { start, percent } of crossings) crossed.set(start.getTime(), [...(crossed.get(start.getTime()) ?? []), percent]);
  return { rows: new Map(rows.map((row) => [row.periodStartAt.getTime(), row])), crossed };
}

/** The periods of a budget up to now, or up to the end of a fixed one; before it existed, what its scope spent. */
export async function readHistory(ctx: OperationContext, of: Budget, count: number): Promise<BudgetHistoryPeriod[]> {
  const nowMs = ctx.now.getTime();
  // A fixed budget that is over still has its one period.
  const atMs = of.period === 'fixed' && of.starts_at !== null ? of.starts_at.getTime() : nowMs;
  const periods = periodsUntil(periodRuleOf(of), atMs, count);
  const spend = await spendOfPeriods(ctx, of, periods);
  const { rows, crossed } = await keptPeriods(ctx, of.id, periods.at(-1)?.startMs ?? nowMs);
  const history = periods.map(({ startMs, endMs }, index): BudgetHistoryPeriod => {
    const row = rows.get(startMs);
    const { costNanoUsd, requests } = spend[index] ?? noSpend;
    return {
      start: new Date(startMs),
      end: new Date(endMs),
      is_running: startMs <= nowMs && nowMs < endMs,
      limit_usd: row?.limitNanoUsd ?? (endMs > of.created_at.getTime() ? availableOf(of.limit_usd, of.reserve_percent) : null),
      spent_usd: row?.spentNanoUsd ?? costNanoUsd,
      overrun_usd: row?.overrunNanoUsd ?? 0n,
      requests,
      crossed_percent: (crossed.get(startMs) ?? []).sort((one, other) => one - other),
    };
  });
  // Periods before the first call say nothing.
  const last = history.findLastIndex((one, index) => index === 0 || one.requests > 0 || one.limit_usd !== null);
  return history.slice(0, last + 1);
}

export const getHistory = defineQuery(budgetHistory, async (ctx, input) => {
  const of = await readBudget(ctx, input.budget_id);
  return { budget_id: of.id, data: await readHistory(ctx, of, input.periods) };
});
