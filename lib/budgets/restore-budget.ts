import { defineCommand } from '#lib/command/define-command.ts';
import { budgetRestore } from '#lib/contracts/budgets.ts';
import { countAgain, lockBudget, writeBudget } from './change-budget.ts';
import { requireRoomForBudget } from './create-budget.ts';
import { readBudgetWithFigures } from './get-budget.ts';
import { requireAllocation } from './require-allocation.ts';
import { requireLivingScope } from './require-scope.ts';
import { scopeKeyOf } from './spend-scope.ts';

export const restoreBudget = defineCommand(budgetRestore, async (ctx, input) => {
  const before = await lockBudget(ctx, input.budget_id);
  if (before.archived_at === null) return { result: await readBudgetWithFigures(ctx, before.id), changes: null };
  const scope = scopeKeyOf(before.scope);
  await requireLivingScope(ctx, scope);
  await requireRoomForBudget(ctx);
  const allocation = { id: before.id, scope, calendar: before, limitNanoUsd: before.limit_usd, allowOver: false };
  await requireAllocation(ctx, before.parent_id, allocation);
  const change = await writeBudget(ctx, before, { archivedAt: null });
  await countAgain(ctx, before);
  return { result: await readBudgetWithFigures(ctx, before.id), changes: [change] };
});
