'use server';
import { revalidatePath } from 'next/cache';
import type { z } from 'zod';
import { clearCache, updateCache } from '#lib/cache/index.ts';
import type { cacheClear } from '#lib/contracts/cache.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function updateCacheAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateCache, values, options);
}

export async function clearCacheAction(wanted: z.input<typeof cacheClear.input>) {
  const done = await perform(clearCache, wanted);
  revalidatePath('/cache');
  return done;
}
