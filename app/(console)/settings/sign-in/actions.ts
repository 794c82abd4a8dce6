'use server';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  addDomain,
  archiveConnection,
  createConnection,
  removeDomain,
  renewKey,
  testConnection,
  updateConnection,
  updateDomain,
  updateSettings,
  verifyDomain,
} from '#lib/sso/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createSsoAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createConnection, values, options);
}

export async function updateSsoAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateConnection, values, options);
}

export async function switchSsoAction(id: string, status: 'active' | 'disabled') {
  return perform(updateConnection, { sso_connection_id: id, status });
}

export async function archiveSsoAction(id: string) {
  return perform(archiveConnection, { sso_connection_id: id });
}

export async function renewSsoKeyAction(id: string) {
  return perform(renewKey, { sso_connection_id: id });
}

export async function testSsoAction(id: string) {
  return perform(testConnection, { sso_connection_id: id });
}

export async function addDomainAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(addDomain, values, options);
}

export async function verifyDomainAction(id: string) {
  return perform(verifyDomain, { sso_domain_id: id });
}

export async function leadDomainAction(id: string, connectionId: string | null) {
  return perform(updateDomain, { sso_domain_id: id, sso_connection_id: connectionId });
}

export async function removeDomainAction(id: string) {
  return perform(removeDomain, { sso_domain_id: id });
}

export async function updateSettingsAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(updateSettings, values, options);
}
