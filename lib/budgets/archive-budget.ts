import { defineCommand } from '#lib/command/define-command.ts';
import { budgetArchive } from '#lib/contracts/budgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { countAllocations, lockBudget, writeBudget } from './change-budget.ts';
import { readBudgetWithFigures } from './get-budget.ts';

export const archiveBudget = defineCommand(budgetArchive, async (ctx, input) => {
  const before = await lockBudget(ctx, input.budget_id);
  if (before.archived_at !== null) return { result: await readBudgetWithFigures(ctx, before.id), changes: null };
  const allocations = await countAllocations(ctx, before.id);
  if (allocations > 0)
    throw new AppError('conflict', {
      detail: `${allocations} other budgets are allocations of ${before.name}. Archive or free those first.`,
    });
  const change = await writeBudget(ctx, before, { archivedAt: ctx.now });
  return { result: await readBudgetWithFigures(ctx, before.id), changes: [change] };
});
