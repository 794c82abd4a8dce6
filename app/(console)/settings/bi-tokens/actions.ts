'use server';
import { revalidatePath } from 'next/cache';
import { createBiToken, revokeBiToken } from '#lib/bi-tokens/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createBiTokenAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createBiToken, values, options);
}

export async function revokeBiTokenAction(tokenId: string) {
  const done = await perform(revokeBiToken, { bi_token_id: tokenId });
  revalidatePath('/settings/bi-tokens');
  return done;
}
