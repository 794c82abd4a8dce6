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

type Alerts = BillingSettings['budget_alerts'];
type Threshold = Budget['thresholds'][number];

/** The settings as far as the budget itself has them. */
export function alertsOfBudget(of: Budget): Alerts {
  const warning = of.thresholds.find(({ severity }) => severity === 'warning')?.percent ?? 80;
  if (of.enforcement !== 'soft') return { warning_threshold: warning, exceeded_action: 'block' };
  const restricting = of.thresholds.find(({ actions }) => actions.includes('restrict'));
  if (restricting === undefined) return { warning_threshold: warning, exceeded_action: 'notify' };
  const { essential } = restricting;
  return { warning_threshold: warning, exceeded_action: 'restrict', ...(essential === undefined ? {} : { essential }) };
}

const atLimit: Threshold = { percent: 100, severity: 'exceeded', actions: ['notify'] };

/** What happens at the limit: what happened there before, but for what the settings say otherwise. */
function withAction({ essential: _before, ...threshold }: Threshold, { exceeded_action: action, essential }: Alerts): Threshold {
  const actions = threshold.actions.filter((one) => one !== 'restrict' && one !== 'block');
  const kept = actions.length === 0 ? (['notify'] as const) : actions;
  if (action !== 'restrict') return { ...threshold, actions: [...kept] };
  return { ...threshold, actions: [...kept, 'restrict'], ...(essential === undefined ? {} : { essential }) };
}

function thresholdsWith(of: Budget | undefined, alerts: Alerts): Budget['thresholds'] {
  const { warning_threshold: warning } = alerts;
  const known = of?.thresholds ?? [atLimit];
  const others = known
    .filter(({ severity, percent }) => severity !== 'warning' && percent !== warning)
    .map((one) => (one.percent === 100 || one.actions.includes('restrict') ? withAction(one, alerts) : one));
  const hasLimit = others.some(({ percent }) => percent === 100);
  const missing = alerts.exceeded_action === 'restrict' && !hasLimit ? [withAction(atLimit, alerts)] : [];
  return [{ percent: warning, severity: 'warning' as const, actions: ['notify' as const] }, ...others, ...missing];
}

async function createMonthly(ctx: OperationContext, place: BillingPlace, limit: bigint, alerts: Alerts) {
  await requireRoomForBudget(ctx);
  const { kind, value } = scopeOfPlace(place);
  const id = newUuid(ctx.now.getTime());
  const row = {
    ...{ tenantId: ctx.tenantId, id, name: `${place.name}, monthly`.slice(0, 120), scopeKind: kind, scopeValue: value },
    ...{ limitNanoUsd: limit, periodKind: 'monthly' as const, timeZone: place.timeZone, ownerId: ctx.caller.userId },
    ...{ enforcement: alerts.exceeded_action === 'block' ? ('hard' as const) : ('soft' as const), createdAt: ctx.now, updatedAt: ctx.now },
    thresholds: thresholdsWith(undefined, alerts),
  };
  await refuseDuplicate('budget_name', { ...budgetNameTaken, pointer: '/monthly_budget' }, ctx.tx.insert(budget).values(row));
  return changeOf('budget', 'budget', Budget, null, await readBudget(ctx, id));
}

/** What of the budget the settings would make different. */
function columnsFor(before: Budget, limit: bigint, alerts: Alerts) {
  const now = alertsOfBudget(before);
  return {
    ...(limit === before.limit_usd ? {} : { limitNanoUsd: limit }),
    ...(JSON.stringify(alerts) === JSON.stringify(now) ? {} : { thresholds: thresholdsWith(before, alerts) }),
    // A grace is a block with patience, and stays one.
    ...((alerts.exceeded_action === 'block') === (now.exceeded_action === 'block')
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
