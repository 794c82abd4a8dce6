import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';
import { applyLimit, lockBudget, writeBudget } from './change-budget.ts';
import { requireAllocation } from './require-allocation.ts';
import { scopeKeyOf } from './spend-scope.ts';

/**
 * Raises the limit of a budget for whoever was approved to; the permission of the caller is not asked, and what its parent
 * has to allocate is. Throws `conflict` where it is archived, or has that much already.
 */
export async function raiseLimit(ctx: OperationContext, budgetId: string, limitNanoUsd: bigint): Promise<Change> {
  const before = await lockBudget(ctx, budgetId);
  if (before.archived_at !== null) throw new AppError('conflict', { detail: 'The budget is archived by now.' });
  if (before.limit_usd >= limitNanoUsd) throw new AppError('conflict', { detail: 'The budget has this limit or a higher one already.' });
  await requireAllocation(ctx, before.parent_id, {
    ...{ id: before.id, scope: scopeKeyOf(before.scope), calendar: before, limitNanoUsd, allowOver: false },
  });
  const change = await writeBudget(ctx, before, { limitNanoUsd });
  await applyLimit(ctx, before.id);
  return change;
}
