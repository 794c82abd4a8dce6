import { and, eq, isNull } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import { readBudget } from '#lib/budgets/budget-rows.ts';
import { applyLimit, writeBudget } from '#lib/budgets/change-budget.ts';
import { budgetNameTaken, requireRoomForBudget } from '#lib/budgets/create-budget.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import type { BillingSettings } from '#lib/contracts/billing.ts';
import { Budget } from '#lib/contracts/budget-resource.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type BillingPlace, scopeOfPlace } from './billing-place.ts';

/** The monthly budget of a place: the oldest active one that counts calendar months of exactly this place. */
export async function findMonthlyBudget(ctx: OperationContext, place: BillingPlace): Promise<Budget | undefined> {
  const { kind, value } = scopeOfPlace(place);
  const [row] = await ctx.tx
    .select({ id: budget.id })
    .from(budget)
    .where(
      and(
        ...[eq(budget.tenantId, ctx.tenantId), eq(budget.scopeKind, kind), eq(budget.scopeValue, value)],
        ...[eq(budget.periodKind, 'monthly'), eq(budget.fiscalDay, 1), isNull(budget.archivedAt)],
      ),
    )
    .orderBy(budget.createdAt, budget.id)
    .limit(1);
  return row === undefined ? undefined : readBudget(ctx, row.id);
}

/** The settings as far as the budget itself has them. */
export const alertsOfBudget = (of: Budget): BillingSettings['budget_alerts'] => ({
  warning_threshold: of.thresholds.find(({ severity }) => severity === 'warning')?.percent ?? 80,
  exceeded_action: of.enforcement === 'soft' ? 'notify' : 'block',
});

function thresholdsWith(of: Budget | undefined, warning: number): Budget['thresholds'] {
  const others = (of?.thresholds ?? [{ percent: 100, severity: 'exceeded', actions: ['notify'] }]).filter(
    ({ severity, percent }) => severity !== 'warning' && percent !== warning,
  );
  return [{ percent: warning, severity: 'warning' as const, actions: ['notify' as const] }, ...others];
}

async function createMonthly(ctx: OperationContext, place: BillingPlace, limit: bigint, alerts: BillingSettings['budget_alerts']) {
  await requireRoomForBudget(ctx);
  const { kind, value } = scopeOfPlace(place);
  const id = newUuid(ctx.now.getTime());
  const row = {
    ...{ tenantId: ctx.tenantId, id, name: `${place.name}, monthly`.slice(0, 120), scopeKind: kind, scopeValue: value },
    ...{ limitNanoUsd: limit, periodKind: 'monthly' as const, timeZone: place.timeZone, ownerId: ctx.caller.userId },
    ...{ enforcement: alerts.exceeded_action === 'block' ? ('hard' as const) : ('soft' as const), createdAt: ctx.now, updatedAt: ctx.now },
    thresholds: thresholdsWith(undefined, alerts.warning_threshold),
  };
  await refuseDuplicate('budget_name', { ...budgetNameTaken, pointer: '/monthly_budget' }, ctx.tx.insert(budget).values(row));
  return changeOf('budget', 'budget', Budget, null, await readBudget(ctx, id));
}

/** What of the budget the settings would make different. */
function columnsFor(before: Budget, limit: bigint, alerts: BillingSettings['budget_alerts']) {
  const now = alertsOfBudget(before);
  return {
    ...(limit === before.limit_usd ? {} : { limitNanoUsd: limit }),
    ...(alerts.warning_threshold === now.warning_threshold ? {} : { thresholds: thresholdsWith(before, alerts.warning_threshold) }),
    // A grace is a block with patience, and stays one.
    ...(alerts.exceeded_action === now.exceeded_action
      ? {}
      : { enforcement: alerts.exceeded_action === 'block' ? ('hard' as const) : ('soft' as const), graceHours: 0 }),
  };
}

/**
 * Makes the monthly budget of a place equal to its settings: creates, changes or archives it. The caller holds the tenant.
 * Answers what the audit trail keeps; nothing where nothing changed.
 */
export async function setMonthlyBudget(ctx: OperationContext, place: BillingPlace, settings: BillingSettings): Promise<readonly Change[]> {
  const before = await findMonthlyBudget(ctx, place);
  const { monthly_budget: limit, budget_alerts: alerts } = settings;
  if (limit === null) return before === undefined ? [] : [await writeBudget(ctx, before, { archivedAt: ctx.now })];
  if (before === undefined) return [await createMonthly(ctx, place, limit, alerts)];
  const columns = columnsFor(before, limit, alerts);
  if (Object.keys(columns).length === 0) return [];
  const change = await writeBudget(ctx, before, columns);
  await applyLimit(ctx, before.id);
  return [change];
}
