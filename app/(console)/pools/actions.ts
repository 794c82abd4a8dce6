'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { assignConnection, lendConnection, recallConnection } from '#lib/pools/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function assignConnectionAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(assignConnection, values, options);
}

export async function lendConnectionAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(lendConnection, values, options);
}

export async function recallConnectionAction(connectionId: string, loanId: string) {
  const done = await perform(recallConnection, { connection_id: connectionId, connection_loan_id: loanId });
  revalidatePath('/pools');
  return done;
}
