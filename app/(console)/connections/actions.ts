'use server';
import {
  createConnection,
  disableConnection,
  enableConnection,
  rotateCredential,
  testConnection,
  updateConnection,
} from '#lib/connections/index.ts';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createConnectionAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createConnection, values, options);
}

export async function updateConnectionAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateConnection, values, options);
}

export async function rotateCredentialAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(rotateCredential, values, options);
}

/** `region` is checked by the operation; null for one that nobody has said. */
export async function setRegionAction(connectionId: string, region: string | null, version: number) {
  return submit(updateConnection, { connection_id: connectionId, region }, { ifMatch: version });
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
