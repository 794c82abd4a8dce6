import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { budget, budgetPeriod } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import type { Budget, BudgetFigures, BudgetWithFigures } from '#lib/contracts/budget-resource.ts';
import { periodRuleOf } from './budget-rows.ts';
import { availableOf, stateOf } from './budget-state.ts';
import { type Forecast, forecastSpend, type SpendSlot } from './forecast.ts';
import { readLoanSums } from './loan-rows.ts';
import { localDayStarts } from './local-time.ts';
import { type Period, periodAt } from './period.ts';
import { resolveSpendScopes, type SpendScope, scopeKeyOf } from './spend-scope.ts';
import { noSpend, type Spend, sumSpend } from './sum-spend.ts';

/** How a budget stands in its running period. */
export interface Standing {
  readonly budget: Budget;
  readonly scope: SpendScope;
  readonly period: Period;
  readonly figures: BudgetFigures;
  readonly exceededAt: Date | null;
  /** Null where too little is known. */
  readonly forecast: Forecast | null;
  /** What the forecast rests on: complete days, of daily budgets hours. */
  readonly past: readonly SpendSlot[];
}

type PeriodRow = typeof budgetPeriod.$inferSelect;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How far a forecast looks back: as many days as let it try its method on months, and fewer of hours. */
const pastDays = 84;
const pastHours = 28 * 24;

interface Running {
  readonly budget: Budget;
  readonly period: Period;
}

async function readPeriodRows({ tx, tenantId }: TenantReading, running: readonly Running[]): Promise<ReadonlyMap<string, PeriodRow>> {
  if (running.length === 0) return new Map();
  const startOf = new Map(running.map(({ budget: { id }, period }) => [id, period.startMs]));
  const rows = await tx
    .select()
    .from(budgetPeriod)
    .where(
      and(
        eq(budgetPeriod.tenantId, tenantId),
        inArray(budgetPeriod.budgetId, [...startOf.keys()]),
        inArray(
          budgetPeriod.periodStartAt,
          [...new Set(startOf.values())].map((ms) => new Date(ms)),
        ),
      ),
    );
  return new Map(rows.filter((row) => startOf.get(row.budgetId) === row.periodStartAt.getTime()).map((row) => [row.budgetId, row]));
}

interface SlotEdges {
  readonly past: readonly number[];
  readonly future: readonly number[];
}

/** Where slots meet, from so far back to now and from now to the end of the period; hours for daily budgets, else local days. */
function slotEdges(kind: Budget['period'], timeZone: string, endMs: number, nowMs: number): SlotEdges {
  if (kind === 'daily') {
    const current = nowMs - (nowMs % hourMs);
    const past = Array.from({ length: pastHours + 1 }, (_, index) => current - (pastHours - index) * hourMs);
    const future: number[] = [];
    for (let at = current; at < endMs; at += hourMs) future.push(at);
    return { past, future: [...future, endMs] };
  }
  const days = localDayStarts(timeZone, nowMs - pastDays * dayMs, endMs);
  const today = days.findLastIndex((start) => start <= nowMs);
  const future = days.slice(today).filter((start) => start < endMs);
  return { past: days.slice(Math.max(0, today - pastDays), today + 1), future: [...future, endMs] };
}

/** The slots of budgets; those with the same zone and end share them, because local days cost Intl some time. */
function slotsOfAll(running: readonly Running[], nowMs: number): readonly SlotEdges[] {
  const known = new Map<string, SlotEdges>();
  return running.map(({ budget: { period: kind, time_zone: timeZone }, period: { endMs } }) => {
    const key = `${kind === 'daily'} ${timeZone} ${endMs}`;
    const edges = known.get(key) ?? slotEdges(kind, timeZone, endMs, nowMs);
    known.set(key, edges);
    return edges;
  });
}

const slotsOf = (edges: readonly number[], sums: readonly Spend[]): SpendSlot[] =>
  sums.map(({ costNanoUsd }, index) => ({ startMs: edges[index] ?? 0, endMs: edges[index + 1] ?? 0, costNanoUsd }));

function figuresOf(of: Budget, row: PeriodRow | undefined, spend: Spend, loansNanoUsd: bigint): BudgetFigures {
  // The limit in force is the budget's own as it is now: a period that began before a change has been told of it.
  const withLoans = availableOf(of.limit_usd, of.reserve_percent) + loansNanoUsd;
  const available = withLoans > 0n ? withLoans : 0n;
  const spent = row?.spentNanoUsd ?? spend.costNanoUsd;
  const reserved = row?.leasedNanoUsd ?? 0n;
  const free = available - spent - reserved;
  return {
    limit_usd: of.limit_usd + loansNanoUsd,
    available_usd: available,
    loans_usd: loansNanoUsd,
    spent_usd: spent,
    reserved_usd: reserved,
    free_usd: free > 0n ? free : 0n,
    overrun_usd: row?.overrunNanoUsd ?? 0n,
  };
}

/** How budgets stand now; those outside a fixed period are left out. A constant number of queries however many they are. */
export async function readStandings(ctx: TenantReading, budgets: readonly Budget[]): Promise<ReadonlyMap<string, Standing>> {
  const nowMs = ctx.now.getTime();
  const running = budgets.flatMap((of): Running[] => {
    const period = periodAt(periodRuleOf(of), nowMs);
    return period === null ? [] : [{ budget: of, period }];
  });
  const rows = await readPeriodRows(ctx, running);
  const scopes = await resolveSpendScopes(
    ctx,
    running.map(({ budget: { scope } }) => scopeKeyOf(scope)),
  );
  const loans = await readLoanSums(ctx, new Map(running.map(({ budget: { id }, period }) => [id, period.startMs])));
  const edges = slotsOfAll(running, nowMs);
  const queries = running.flatMap(({ period }, place) => {
    const scope = scopes[place] ?? { of: 'everything' };
    return [
      { scope, edges: rows.has(running[place]?.budget.id ?? '') ? [] : [period.startMs, period.endMs] },
      { scope, edges: edges[place]?.past ?? [] },
    ];
  });
  const sums = await sumSpend(ctx, queries);
  return new Map(
    running.map(({ budget: of, period }, place) => {
      const row = rows.get(of.id);
      const figures = figuresOf(of, row, sums[2 * place]?.[0] ?? noSpend, loans.get(of.id) ?? 0n);
      const past = slotsOf(edges[place]?.past ?? [], sums[2 * place + 1] ?? []);
      const forecast = forecastSpend({
        ...{ nowMs, past, future: edges[place]?.future ?? [] },
        ...{ spentNanoUsd: figures.spent_usd, limitNanoUsd: figures.available_usd },
      });
      const scope = scopes[place] ?? { of: 'everything' };
      return [of.id, { budget: of, scope, period, figures, exceededAt: row?.exceededAt ?? null, forecast, past }];
    }),
  );
}

/** Sums of the limits of allocations by the budget they are of. */
async function readAllocated({ tx, tenantId }: TenantReading, parentIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  if (parentIds.length === 0) return new Map();
  const rows = await tx
    .select({ parentId: budget.parentId, sum: sql<bigint>`sum(${budget.limitNanoUsd})::bigint` })
    .from(budget)
    .where(and(eq(budget.tenantId, tenantId), inArray(budget.parentId, [...parentIds]), isNull(budget.archivedAt)))
    .groupBy(budget.parentId);
  return new Map(rows.map(({ parentId, sum }) => [parentId ?? '', sum]));
}

/** The word for how a budget stands. */
export const stateOfStanding = (of: Budget, standing: Standing | undefined) =>
  stateOf({
    isArchived: of.archived_at !== null,
    isRunning: standing !== undefined,
    limitNanoUsd: standing?.figures.available_usd ?? 0n,
    spentNanoUsd: standing?.figures.spent_usd ?? 0n,
    thresholds: of.thresholds,
    expectedNanoUsd: standing?.forecast?.expectedNanoUsd ?? null,
  });

/** Budgets with how they stand now, in their order. */
export async function withFigures<Row extends Budget>(ctx: TenantReading, budgets: readonly Row[]): Promise<(Row & BudgetWithFigures)[]> {
  const standings = await readStandings(
    ctx,
    budgets.filter((of) => of.archived_at === null),
  );
  const allocated = await readAllocated(
    ctx,
    budgets.map(({ id }) => id),
  );
  return budgets.map((of) => {
    const standing = standings.get(of.id);
    const forecast = standing?.forecast ?? null;
    return {
      ...of,
      state: stateOfStanding(of, standing),
      current:
        standing === undefined
          ? null
          : { ...standing.figures, start: new Date(standing.period.startMs), end: new Date(standing.period.endMs) },
      forecast:
        forecast === null
          ? null
          : {
              expected_usd: forecast.expectedNanoUsd,
              low_usd: forecast.lowNanoUsd,
              high_usd: forecast.highNanoUsd,
              passes_limit_at: forecast.passesLimitAtMs === null ? null : new Date(forecast.passesLimitAtMs),
            },
      allocated_usd: allocated.get(of.id) ?? 0n,
    };
  });
}
