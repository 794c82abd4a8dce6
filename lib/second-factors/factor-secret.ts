import type { TenantTransaction } from '#db/tenant.ts';
import { dataKeyForSealing, openWith, readWrappedKeys, sealCredential } from '#lib/connections/keyring.ts';
import { AppError } from '#lib/core/errors.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';

/** The columns that hold the secret of one factor, sealed under the tenant's data key and bound to the factor. */
export async function sealFactorSecret(
  tx: TenantTransaction,
  masterKeys: MasterKeys,
  { tenantId, id, secret }: { readonly tenantId: string; readonly id: string; readonly secret: string },
): Promise<{ credential: Buffer; encryptionKeyId: string }> {
  const dataKey = await dataKeyForSealing(tx, tenantId, masterKeys);
  return { credential: sealCredential(dataKey, tenantId, id, secret), encryptionKeyId: dataKey.id };
}

/** Opens what `sealFactorSecret` made; a factor without a secret is our fault. */
export async function openFactorSecret(
  tx: TenantTransaction,
  masterKeys: MasterKeys,
  tenantId: string,
  row: { readonly id: string; readonly credential: Buffer | null; readonly encryptionKeyId: string | null },
): Promise<string> {
  const { id: connectionId, credential, encryptionKeyId } = row;
  if (credential === null || encryptionKeyId === null) throw new AppError('internal', { internal: `Factor ${row.id} has no secret` });
  return openWith(masterKeys, tenantId, await readWrappedKeys(tx, tenantId), { connectionId, credential, encryptionKeyId });
}
