'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, submit } from '#lib/http/page-invocation.ts';
import { bookAdjustment } from '#lib/ledger/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

/** A day that was typed is meant at its noon in UTC, so that it is that day in most zones; today is now. */
function instantOf(day: unknown): string | undefined {
  if (typeof day !== 'string' || day === '' || day === new Date().toISOString().slice(0, 10)) return undefined;
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T12:00:00Z` : day;
}

export async function bookAdjustmentAction(values: Record<string, unknown>, options: PerformOptions) {
  const { scope: _, applies_at: day, ...input } = values;
  const at = instantOf(day);
  const done = await submit(bookAdjustment, { ...input, ...(at === undefined ? {} : { applies_at: at }) }, options);
  revalidatePath('/ledger');
  return done;
}
