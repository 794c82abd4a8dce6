'use server';
import { revalidatePath } from 'next/cache';
import { lendBudget, recallBudget } from '#lib/budgets/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function lendBudgetAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(lendBudget, values, options);
}

export async function recallBudgetAction(budgetId: string, loanId: string) {
  const done = await perform(recallBudget, { budget_id: budgetId, budget_loan_id: loanId });
  revalidatePath('/budgets/loans');
  return done;
}
