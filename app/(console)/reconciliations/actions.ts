'use server';
import { revalidatePath } from 'next/cache';
import { perform } from '#lib/http/page-invocation.ts';
import { applyEvidence } from '#lib/reconciliations/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function applyEvidenceAction(reconciliationId: string) {
  const done = await perform(applyEvidence, { reconciliation_id: reconciliationId });
  revalidatePath('/reconciliations');
  return done;
}
