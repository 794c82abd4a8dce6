import { and, count, eq, isNull } from 'drizzle-orm';
import { budget, tenant } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Budget } from '#lib/contracts/budget-resource.ts';
import { activeBudgetsMax, budgetCreate } from '#lib/contracts/budgets.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readBudget } from './budget-rows.ts';
import { readBudgetWithFigures } from './get-budget.ts';
import { requireAllocation } from './require-allocation.ts';
import { chosenScope, requireLivingScope } from './require-scope.ts';
import { requireOwner, requireSettings } from './require-settings.ts';

export const budgetNameTaken = { pointer: '/name', detail: 'Another active budget has this name' };

/** Refuses one more active budget than a tenant may have; every call is checked against those that apply to it. */
export async function requireRoomForBudget({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ budgets: count() })
    .from(budget)
    .where(and(eq(budget.tenantId, tenantId), isNull(budget.archivedAt)));
  if ((row?.budgets ?? 0) >= activeBudgetsMax)
    throw new AppError('limit_reached', { detail: `The organization has ${activeBudgetsMax} budgets, which is the most.` });
}

/** Where the days of a budget begin that names no zone. */
export async function tenantTimeZone({ tx, tenantId }: OperationContext): Promise<string> {
  const [row] = await tx.select({ timeZone: tenant.timeZone }).from(tenant).where(eq(tenant.tenantId, tenantId));
  return row?.timeZone ?? 'UTC';
}

/** Makes a budget of settings that whoever asks may set; answers its id and what the audit trail keeps. Snapshots follow once the section `budgets` moves. */
export async function makeBudget(
  ctx: OperationContext,
  input: InputOf<typeof budgetCreate>,
): Promise<{ readonly id: string; readonly change: Change }> {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  const scope = chosenScope(input);
  await requireLivingScope(ctx, scope);
  const calendar = {
    period: input.period,
    time_zone: input.time_zone ?? (await tenantTimeZone(ctx)),
    week_starts_on: input.week_starts_on,
    fiscal_month: input.fiscal_month,
    fiscal_day: input.fiscal_day,
    starts_at: input.starts_at ?? null,
    ends_at: input.ends_at ?? null,
  };
  requireSettings({ ...calendar, enforcement: input.enforcement, grace_hours: input.grace_hours, thresholds: input.thresholds });
  await requireOwner(ctx, input.owner_id);
  await requireRoomForBudget(ctx);
  const allocation = { id: null, scope, calendar, limitNanoUsd: input.limit_usd, allowOver: input.allow_overallocation };
  await requireAllocation(ctx, input.parent_id ?? null, allocation);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, name: input.name, description: input.description, scopeKind: scope.kind, scopeValue: scope.value },
    ...{ limitNanoUsd: input.limit_usd, reservePercent: input.reserve_percent, periodKind: calendar.period, timeZone: calendar.time_zone },
    ...{ weekStart: calendar.week_starts_on, fiscalMonth: calendar.fiscal_month, fiscalDay: calendar.fiscal_day },
    ...{ fixedStartAt: calendar.starts_at, fixedEndAt: calendar.ends_at, enforcement: input.enforcement, graceHours: input.grace_hours },
    ...{ onOverrun: input.on_overrun, fitOutput: input.fit_output, thresholds: input.thresholds, parentId: input.parent_id ?? null },
    ...{ ownerId: input.owner_id ?? ctx.caller.userId, createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('budget_name', budgetNameTaken, tx.insert(budget).values(row));
  const after = await readBudget(ctx, id);
  return { id, change: changeOf('budget', 'budget', Budget, null, after) };
}

export const createBudget = defineCommand(budgetCreate, async (ctx, input) => {
  const { id, change } = await makeBudget(ctx, input);
  return { result: await readBudgetWithFigures(ctx, id), changes: [change] };
});
