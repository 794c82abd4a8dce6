'use server';
import { revalidatePath } from 'next/cache';
import type { z } from 'zod';
import type { keyCreate, keyRotate } from '#lib/contracts/keys.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { createKey, disableKey, enableKey, rotateKey } from '#lib/keys/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createKeyAction(input: z.input<(typeof keyCreate)['input']>, options: { idempotencyKey: string }) {
  return perform(createKey, input, options);
}

export async function rotateKeyAction(input: z.input<(typeof keyRotate)['input']>, options: { idempotencyKey: string }) {
  return perform(rotateKey, input, options);
}

export async function disableKeyAction(keyId: string) {
  const done = await perform(disableKey, { key_id: keyId });
  revalidatePath('/keys');
  return done;
}

export async function enableKeyAction(keyId: string) {
  const done = await perform(enableKey, { key_id: keyId });
  revalidatePath('/keys');
  return done;
}
