'use server';
import { revalidatePath } from 'next/cache';
import { createClient, rotateClient, updateClient } from '#lib/credentials/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createClientAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createClient, values, options);
}

export async function rotateClientAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(rotateClient, values, options);
}

export async function setClientStatusAction(clientId: string, status: 'active' | 'disabled') {
  const done = await perform(updateClient, { client_id: clientId, status });
  revalidatePath('/settings/clients');
  return done;
}
