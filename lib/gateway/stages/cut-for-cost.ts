import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { AppError } from '#lib/core/errors.ts';
import { formatUsd, type NanoUsd } from '#lib/core/money.ts';

/** Tokens that we counted ourselves are only taken for more than a hold from so many hundredths of it on: the provider counts a little differently. */
export const countedPercent = 106n;

/** What the caller is told whose answer ends because its budgets do not cover more of it. */
export const cutForCost = (cost: NanoUsd, { name, owner }: Pick<BudgetInForce, 'name' | 'owner'>): AppError =>
  new AppError('budget_exceeded', {
    detail: `The answer has cost about $${formatUsd(cost)}, which is all that the budget "${name}" covers of it, and this budget has answers end there. ${owner ?? 'An administrator'} can raise it.`,
  });
