import { and, eq, isNull } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import { readBudget } from '#lib/budgets/budget-rows.ts';
import { applyLimit, countAllocations, writeBudget } from '#lib/budgets/change-budget.ts';
import { budgetNameTaken, requireRoomForBudget, tenantTimeZone } from '#lib/budgets/create-budget.ts';
import { type Allocation, requireAllocation, requireOwnAllocations } from '#lib/budgets/require-allocation.ts';
import { requireScopePlace } from '#lib/budgets/require-scope.ts';
import { scopeKeyOf } from '#lib/budgets/spend-scope.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Budget } from '#lib/contracts/budget-resource.ts';
import { defaultThresholds } from '#lib/contracts/budgets.ts';
import type { Environment } from '#lib/contracts/environments.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';

type PeriodKind = 'daily' | 'monthly';

async function findBudget(ctx: OperationContext, environmentId: string, period: PeriodKind): Promise<Budget | undefined> {
  const [row] = await ctx.tx
    .select({ id: budget.id })
    .from(budget)
    .where(
      and(
        ...[eq(budget.tenantId, ctx.tenantId), eq(budget.scopeKind, 'environment'), eq(budget.scopeValue, environmentId)],
        ...[eq(budget.periodKind, period), isNull(budget.archivedAt)],
      ),
    )
    .orderBy(budget.createdAt, budget.id)
    .limit(1);
  return row === undefined ? undefined : readBudget(ctx, row.id);
}

async function createLimit(ctx: OperationContext, of: Environment, period: PeriodKind, limit: bigint): Promise<Change> {
  await requireRoomForBudget(ctx);
  const id = newUuid(ctx.now.getTime());
  const row = {
    ...{ tenantId: ctx.tenantId, id, name: `${of.project_name} ${of.name}, ${period}`.slice(-120), scopeKind: 'environment' as const },
    ...{ scopeValue: of.id, limitNanoUsd: limit, periodKind: period, timeZone: await tenantTimeZone(ctx), thresholds: defaultThresholds },
    ...{ enforcement: 'hard' as const, ownerId: ctx.caller.userId, createdAt: ctx.now, updatedAt: ctx.now },
  };
  const pointer = `/${period}_cost_limit_usd`;
  await refuseDuplicate('budget_name', { ...budgetNameTaken, pointer }, ctx.tx.insert(budget).values(row));
  return changeOf('budget', 'budget', Budget, null, await readBudget(ctx, id));
}

/** The budget may have been made an allocation, or divided, since: the same is refused as where budgets themselves are changed. */
async function requireLimit(ctx: OperationContext, before: Budget, limitNanoUsd: bigint): Promise<void> {
  const allocation: Allocation = { id: before.id, scope: scopeKeyOf(before.scope), calendar: before, limitNanoUsd, allowOver: false };
  if (limitNanoUsd > before.limit_usd) await requireAllocation(ctx, before.parent_id, allocation);
  else await requireOwnAllocations(ctx, allocation);
}

async function archiveLimit(ctx: OperationContext, before: Budget): Promise<Change> {
  const allocations = await countAllocations(ctx, before.id);
  if (allocations > 0)
    throw new AppError('conflict', {
      detail: `${allocations} other budgets are allocations of ${before.name}. Archive or free those first.`,
    });
  return writeBudget(ctx, before, { archivedAt: ctx.now });
}

async function setLimit(ctx: OperationContext, of: Environment, period: PeriodKind, limit: bigint | null): Promise<readonly Change[]> {
  const before = await findBudget(ctx, of.id, period);
  if (limit === null) return before === undefined ? [] : [await archiveLimit(ctx, before)];
  if (before === undefined) return [await createLimit(ctx, of, period, limit)];
  if (before.limit_usd === limit) return [];
  await requireLimit(ctx, before, limit);
  const change = await writeBudget(ctx, before, { limitNanoUsd: limit });
  await applyLimit(ctx, before.id);
  return [change];
}

/**
 * Makes the daily and monthly budgets of an environment equal to the limits that an input says: each a hard budget like any
 * other. The caller holds the tenant. Throws `forbidden` without the permission to write its budgets, and
 * what changing or archiving them would throw.
 */
export async function setLimits(
  ctx: OperationContext,
  of: Environment,
  limits: { readonly daily: bigint | null | undefined; readonly monthly: bigint | null | undefined },
): Promise<readonly Change[]> {
  const wanted = (['daily', 'monthly'] as const).filter((period) => {
    const limit = limits[period];
    return limit !== undefined && limit !== of[`${period}_cost_limit_usd`];
  });
  if (wanted.length === 0) return [];
  await requireScopePlace(ctx, { kind: 'environment', value: of.id });
  const changes: Change[] = [];
  for (const period of wanted) changes.push(...(await setLimit(ctx, of, period, limits[period] ?? null)));
  return changes;
}
