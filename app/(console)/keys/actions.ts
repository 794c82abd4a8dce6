'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  createKey,
  deleteKeyPolicy,
  disableAllKeys,
  disableKey,
  enableKey,
  reportLeak,
  rotateKey,
  setKeyPolicy,
  updateKey,
} from '#lib/keys/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createKeyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createKey, values, options);
}

export async function updateKeyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateKey, values, options);
}

export async function reportLeakAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(reportLeak, values, options);
}

export async function disableAllKeysAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(disableAllKeys, values, options);
}

export async function setKeyPolicyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(setKeyPolicy, values, options);
}

export async function deleteKeyPolicyAction(id: string) {
  const done = await perform(deleteKeyPolicy, { key_policy_id: id });
  revalidatePath('/keys/rules');
  return done;
}

export async function rotateKeyAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(rotateKey, values, options);
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
