import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { budget, budgetAcknowledgement, budgetCrossing, userAccount } from '#db/schema/index.ts';
import { budgetAlertId } from '#lib/budgets/budget-alert-id.ts';
import { readBudgets } from '#lib/budgets/budget-rows.ts';
import { amountAt } from '#lib/budgets/budget-state.ts';
import { readStandings, type Standing } from '#lib/budgets/standing.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { BillingAlert } from '#lib/contracts/billing.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { type BillingPlace, scopeOfPlace } from './billing-place.ts';

/** An alert with what names it in the database. */
export interface FoundAlert {
  readonly alert: BillingAlert;
  readonly budgetId: string;
  readonly periodStart: Date;
  readonly percent: number;
}

/** Budgets of one place that are looked at, at most. */
const budgetsMax = 100;

const dollars = (nano: bigint): string => `$${formatUsd(nano).replace(/\d{7}$/, '')}`;
const keyOf = (budgetId: string, percent: number): string => `${budgetId} ${percent}`;

/** The id that /alerts knows it by. */
const idOf = ({ budget: { id }, period }: Standing, percent: number): string =>
  toPublicId('alert', budgetAlertId(id, period.startMs, percent));

async function crossings({ tx, tenantId }: OperationContext, standings: readonly Standing[]): Promise<ReadonlyMap<string, Date>> {
  const starts = new Map(standings.map(({ budget: { id }, period }) => [id, period.startMs]));
  const rows = await tx
    .select()
    .from(budgetCrossing)
    .where(and(eq(budgetCrossing.tenantId, tenantId), inArray(budgetCrossing.budgetId, [...starts.keys()])));
  const current = rows.filter((row) => starts.get(row.budgetId) === row.periodStartAt.getTime());
  return new Map(current.map((row) => [keyOf(row.budgetId, row.percent), row.crossedAt]));
}

async function acknowledgements({ tx, tenantId }: OperationContext, standings: readonly Standing[]) {
  const starts = new Map(standings.map(({ budget: { id }, period }) => [id, period.startMs]));
  const rows = await tx
    .select({ row: budgetAcknowledgement, name: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})` })
    .from(budgetAcknowledgement)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, budgetAcknowledgement.tenantId), eq(userAccount.id, budgetAcknowledgement.userId)))
    .where(and(eq(budgetAcknowledgement.tenantId, tenantId), inArray(budgetAcknowledgement.budgetId, [...starts.keys()])));
  const current = rows.filter(({ row }) => starts.get(row.budgetId) === row.periodStartAt.getTime());
  return new Map(
    current.map(({ row, name }) => [keyOf(row.budgetId, row.percent), { user_id: row.userId, name, at: row.acknowledgedAt }] as const),
  );
}

function messageOf({ budget: { name }, figures }: Standing, percent: number): string {
  const spent = `${dollars(figures.spent_usd)} of ${dollars(figures.available_usd)} are spent`;
  return percent >= 100 ? `${name} is exceeded: ${spent}.` : `${name} has reached ${percent}%: ${spent}.`;
}

/** Thresholds that are reached in the running periods of a place's budgets, the highest first. */
export async function readAlerts(ctx: OperationContext, place: BillingPlace): Promise<readonly FoundAlert[]> {
  const { kind, value } = scopeOfPlace(place);
  const where = and(eq(budget.scopeKind, kind), eq(budget.scopeValue, value), isNull(budget.archivedAt));
  const budgets = await readBudgets(ctx, { where, orderBy: sql`lower(${budget.name}), ${budget.id}`, limit: budgetsMax });
  const standings = [...(await readStandings(ctx, budgets)).values()];
  if (standings.length === 0) return [];
  const crossed = await crossings(ctx, standings);
  const acknowledged = await acknowledgements(ctx, standings);
  const found = standings.flatMap((standing) =>
    standing.budget.thresholds
      .filter(({ percent }) => standing.figures.spent_usd >= amountAt(standing.figures.available_usd, percent))
      .map(({ percent }): FoundAlert => {
        const key = keyOf(standing.budget.id, percent);
        const alert: BillingAlert = {
          id: idOf(standing, percent),
          type: percent >= 100 ? 'budget_exceeded' : 'budget_warning',
          budget_id: standing.budget.id,
          threshold: percent,
          current_value: standing.figures.spent_usd,
          message: messageOf(standing, percent),
          crossed_at: crossed.get(key) ?? null,
          acknowledged_by: acknowledged.get(key) ?? null,
        };
        return { alert, budgetId: standing.budget.id, periodStart: new Date(standing.period.startMs), percent };
      }),
  );
  return found.sort((one, other) => other.percent - one.percent);
}
