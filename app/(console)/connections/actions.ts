'use server';
import type { z } from 'zod';
import { createConnection, disableConnection, enableConnection, rotateCredential, testConnection } from '#lib/connections/index.ts';
import type { connectionCreate, connectionRotate } from '#lib/contracts/connections.ts';
import { type PerformOptions, perform } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createConnectionAction(input: z.input<(typeof connectionCreate)['input']>, options: PerformOptions) {
  return perform(createConnection, input, options);
}

export async function rotateCredentialAction(input: z.input<(typeof connectionRotate)['input']>, options: PerformOptions) {
  return perform(rotateCredential, input, options);
}

export async function testConnectionAction(connectionId: string) {
  return perform(testConnection, { connection_id: connectionId });
}

export async function disableConnectionAction(connectionId: string) {
  return perform(disableConnection, { connection_id: connectionId });
}

export async function enableConnectionAction(connectionId: string) {
  return perform(enableConnection, { connection_id: connectionId });
}
