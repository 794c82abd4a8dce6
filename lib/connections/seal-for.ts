import type { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ReadCredential } from '#lib/core/connection-form.ts';
import { dataKeyForSealing, sealCredential } from './keyring.ts';

type CredentialColumns = Pick<typeof connection.$inferInsert, 'credential' | 'encryptionKeyId' | 'credentialHint' | 'credentialRotatedAt'>;

/** The columns that hold a credential, sealed for one connection of the tenant. */
export async function sealFor(
  ctx: OperationContext,
  connectionId: string,
  { credential, hint }: ReadCredential,
): Promise<CredentialColumns> {
  const dataKey = await dataKeyForSealing(ctx.tx, ctx.tenantId, ctx.runtime.masterKeys);
  return {
    credential: sealCredential(dataKey, ctx.tenantId, connectionId, credential),
    encryptionKeyId: dataKey.id,
    credentialHint: hint,
    credentialRotatedAt: ctx.now,
  };
}
