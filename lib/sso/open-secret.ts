import type { TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import type { SsoConnectionRow } from './connection-rows.ts';

/** The client's secret, or the private keys of SAML (`encryption-keys.ts`), opened; empty where there is none. Never store or log it. */
export async function openSecret(
  tx: TenantTransaction,
  { masterKeys }: Pick<CommandRuntime, 'masterKeys'>,
  { tenantId, id: connectionId, credential, encryptionKeyId }: SsoConnectionRow,
): Promise<string> {
  if (credential === null || encryptionKeyId === null) return '';
  return openWith(masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential, encryptionKeyId });
}
