import { and, count, eq, isNull } from 'drizzle-orm';
import { budget } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { budgetArchive } from '#lib/contracts/budgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockBudget, writeBudget } from './change-budget.ts';
import { readBudgetWithFigures } from './get-budget.ts';

export const archiveBudget = defineCommand(budgetArchive, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const before = await lockBudget(ctx, input.budget_id);
  if (before.archived_at !== null) return { result: await readBudgetWithFigures(ctx, before.id), changes: null };
  const [row] = await tx
    .select({ allocations: count() })
    .from(budget)
    .where(and(eq(budget.tenantId, tenantId), eq(budget.parentId, before.id), isNull(budget.archivedAt)));
  if ((row?.allocations ?? 0) > 0)
    throw new AppError('conflict', {
      detail: `${row?.allocations} other budgets are allocations of ${before.name}. Archive or free those first.`,
    });
  const change = await writeBudget(ctx, before, { archivedAt: now });
  return { result: await readBudgetWithFigures(ctx, before.id), changes: [change] };
});
