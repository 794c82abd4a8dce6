'use server';
import { revalidatePath } from 'next/cache';
import { acknowledgeAlert, resolveAlert, snoozeAlert, updateAlertSettings } from '#lib/alerts/index.ts';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function answerAlertAction(
  answer: 'acknowledge' | 'snooze' | 'resolve',
  values: Record<string, unknown>,
  options?: PerformOptions,
) {
  const command = answer === 'acknowledge' ? acknowledgeAlert : answer === 'snooze' ? snoozeAlert : resolveAlert;
  const done = await submit(command, values, options);
  revalidatePath('/alerts');
  return done;
}

export async function updateAlertSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateAlertSettings, values, options);
}
