'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  cancelExport,
  createExport,
  createSchedule,
  deleteSchedule,
  previewReport,
  retryDelivery,
  updateSchedule,
} from '#lib/reports/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createScheduleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createSchedule, values, options);
}

export async function updateScheduleAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateSchedule, values, options);
}

export async function setScheduleStatusAction(id: string, status: 'active' | 'paused') {
  const done = await perform(updateSchedule, { schedule_id: id, status });
  revalidatePath('/reports/schedules');
  return done;
}

export async function deleteScheduleAction(id: string) {
  const done = await perform(deleteSchedule, { schedule_id: id });
  revalidatePath('/reports/schedules');
  return done;
}

export async function retryDeliveryAction(scheduleId: string, id: string) {
  const done = await perform(retryDelivery, { schedule_id: scheduleId, delivery_id: id });
  revalidatePath('/reports/deliveries');
  return done;
}

export async function createExportAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createExport, values, options);
}

export async function cancelExportAction(id: string) {
  const done = await perform(cancelExport, { export_id: id });
  revalidatePath('/reports/exports');
  return done;
}

/** The message that a report would come in; for the preview beside a form, which asks again as the form changes. */
export async function previewReportAction(values: Record<string, unknown>) {
  const { data, problem } = await submit(previewReport, values);
  return problem === undefined ? { mail: data.mail } : { problem };
}
