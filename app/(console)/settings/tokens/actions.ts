'use server';
import { revalidatePath } from 'next/cache';
import { createToken, revokeToken } from '#lib/credentials/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createTokenAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createToken, values, options);
}

export async function revokeTokenAction(tokenId: string) {
  const done = await perform(revokeToken, { token_id: tokenId });
  revalidatePath('/settings/tokens');
  return done;
}
