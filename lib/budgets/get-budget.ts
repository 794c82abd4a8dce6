import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { BudgetWithFigures } from '#lib/contracts/budget-resource.ts';
import { budgetGet } from '#lib/contracts/budgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { readBudget } from './budget-rows.ts';
import { withFigures } from './standing.ts';

/** A budget with how it stands, for answers of commands and queries. */
export async function readBudgetWithFigures(ctx: OperationContext, id: string): Promise<BudgetWithFigures> {
  const [found] = await withFigures(ctx, [await readBudget(ctx, id)]);
  if (found === undefined) throw new AppError('not_found');
  return found;
}

export const getBudget = defineQuery(budgetGet, (ctx, input) => readBudgetWithFigures(ctx, input.budget_id));
