import type { connection } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { dataKeyForSealing, sealCredential } from './keyring.ts';

type CredentialColumns = Pick<typeof connection.$inferInsert, 'credential' | 'encryptionKeyId' | 'credentialHint' | 'credentialRotatedAt'>;

/** Below this length four characters would be too much of the credential. */
const hintedLengthMin = 12;

/** The columns that hold a credential, sealed for one connection of the tenant. */
export async function sealFor(ctx: OperationContext, connectionId: string, credential: string): Promise<CredentialColumns> {
  const dataKey = await dataKeyForSealing(ctx.tx, ctx.tenantId, ctx.runtime.masterKeys);
  return {
    credential: sealCredential(dataKey, ctx.tenantId, connectionId, credential),
    encryptionKeyId: dataKey.id,
    credentialHint: credential.length < hintedLengthMin ? null : credential.slice(-4),
    credentialRotatedAt: ctx.now,
  };
}
