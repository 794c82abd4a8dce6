'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import { applyEvidence, createSchedule, deleteSchedule, updateSchedule } from '#lib/reconciliations/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function applyEvidenceAction(reconciliationId: string) {
  const done = await perform(applyEvidence, { reconciliation_id: reconciliationId });
  revalidatePath('/reconciliations');
  return done;
}

export async function createScheduleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createSchedule, values, options);
}

export async function setScheduleStatusAction(id: string, status: 'active' | 'paused') {
  const done = await perform(updateSchedule, { reconciliation_schedule_id: id, status });
  revalidatePath('/reconciliations/schedules');
  return done;
}

export async function deleteScheduleAction(id: string) {
  const done = await perform(deleteSchedule, { reconciliation_schedule_id: id });
  revalidatePath('/reconciliations/schedules');
  return done;
}
