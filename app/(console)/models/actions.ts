'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  approvePriceOverride,
  approvePriceVersion,
  endPriceOverride,
  proposePriceOverride,
  rejectPriceOverride,
  rejectPriceVersion,
} from '#lib/prices/index.ts';
import { cancelRerate, previewRerate, startRerate, undoRerate } from '#lib/rerates/index.ts';
import { overrideOfText } from './_components/override-text.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function decideVersionAction(versionId: string, verb: 'approve' | 'reject') {
  const done = await perform(verb === 'approve' ? approvePriceVersion : rejectPriceVersion, { version_id: versionId });
  revalidatePath('/models/lists');
  return done;
}

export async function proposeOverrideAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(proposePriceOverride, overrideOfText(values), options);
  revalidatePath('/models/rates');
  return done;
}

export async function decideOverrideAction(overrideId: string, verb: 'approve' | 'reject' | 'end') {
  const command = { approve: approvePriceOverride, reject: rejectPriceOverride, end: endPriceOverride }[verb];
  const done = await perform(command, { override_id: overrideId });
  revalidatePath('/models/rates');
  return done;
}

/** Days that were typed begin at midnight in UTC; the last one is in the period, up to a minute ago. */
export async function previewRerateAction(values: Record<string, unknown>, options: PerformOptions) {
  const { from, to, ...rest } = values;
  const endMs = Date.parse(`${String(to)}T00:00:00Z`) + 86_400_000;
  const latestMs = Date.now() - 61_000;
  const end = Number.isNaN(endMs) ? to : new Date(Math.min(endMs, latestMs)).toISOString();
  return submit(previewRerate, { ...rest, from: `${String(from)}T00:00:00Z`, to: end }, options);
}

export async function changeRerateAction(rerateId: string, verb: 'start' | 'cancel' | 'undo') {
  const command = { start: startRerate, cancel: cancelRerate, undo: undoRerate }[verb];
  const done = await perform(command, { rerate_id: rerateId });
  revalidatePath('/models/rerates');
  return done;
}
