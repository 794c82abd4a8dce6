'use server';
import { revalidatePath } from 'next/cache';
import { archiveBudget, closeLease, createBudget, restoreBudget, suggestBudget, updateBudget } from '#lib/budgets/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createBudgetAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createBudget, values, options);
}

export async function updateBudgetAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateBudget, values, options);
}

export async function suggestBudgetAction(values: Record<string, unknown>) {
  return submit(suggestBudget, values);
}

export async function closeLeaseAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(closeLease, values, options);
}

export async function archiveBudgetAction(budgetId: string) {
  const done = await perform(archiveBudget, { budget_id: budgetId });
  revalidatePath('/budgets');
  return done;
}

export async function restoreBudgetAction(budgetId: string) {
  const done = await perform(restoreBudget, { budget_id: budgetId });
  revalidatePath('/budgets');
  return done;
}
