'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { issueKeyLoan, lendKey, recallKey } from '#lib/keys/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function lendKeyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(lendKey, values, options);
}

export async function issueKeyLoanAction(loanId: string, options: PerformOptions) {
  return submit(issueKeyLoan, { key_loan_id: loanId }, options);
}

export async function recallKeyAction(keyId: string, loanId: string) {
  const done = await perform(recallKey, { key_id: keyId, key_loan_id: loanId });
  revalidatePath('/keys/loans');
  return done;
}
