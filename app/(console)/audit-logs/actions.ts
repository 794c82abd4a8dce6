'use server';
import { revalidatePath } from 'next/cache';
import { createAuditTarget, deleteAuditTarget, updateAuditTarget } from '#lib/audit/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { updateAuditRetention } from '#lib/privacy/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createAuditTargetAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createAuditTarget, values, options);
}

export async function setAuditTargetStatusAction(id: string, status: 'active' | 'paused') {
  const done = await perform(updateAuditTarget, { audit_target_id: id, status });
  revalidatePath('/audit-logs/targets');
  return done;
}

export async function deleteAuditTargetAction(id: string) {
  const done = await perform(deleteAuditTarget, { audit_target_id: id });
  revalidatePath('/audit-logs/targets');
  return done;
}

export async function setAuditRetentionAction(values: { years: number | null; needs_archive: boolean }, options: PerformOptions) {
  const done = await perform(updateAuditRetention, values, options);
  revalidatePath('/audit-logs/retention');
  return done;
}
