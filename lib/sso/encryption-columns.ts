import type { OperationContext } from '#lib/command/context.ts';
import { sealFor } from '#lib/connections/seal-for.ts';
import type { EncryptionKeys } from './encryption-keys.ts';

/** The columns that hold a connection's keys: the private ones sealed, of which nothing may be shown. */
export async function encryptionColumns(ctx: OperationContext, connectionId: string, { certificates, privateKeys }: EncryptionKeys) {
  return {
    ...(await sealFor(ctx, connectionId, { credential: privateKeys, hint: null })),
    encryptionCertificates: [...certificates],
  };
}
