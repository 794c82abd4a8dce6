import type { TenantTransaction } from '#db/tenant.ts';
import { type DataKey, readWrappedKeys, unwrapDataKey } from '#lib/connections/keyring.ts';
import { AppError } from '#lib/core/errors.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { open } from '#lib/core/secrets.ts';
import { decodeSaid, saidContext } from './sealed-text.ts';

/** A kept text and whether it ends where it ended; null where only metadata was kept. */
export type OpenedText = ReturnType<typeof decodeSaid> | null;

/** What is needed of a row to open one of its texts. */
export interface SealedText {
  readonly callId: string;
  readonly encryptionKeyId: string | null;
  readonly what: 'request' | 'answer';
  readonly sealed: Buffer | null;
}

/** Opens kept texts of an organization; each data key is unwrapped once. Throws where a key is missing or a seal was moved. */
export async function contentOpener(
  tx: TenantTransaction,
  tenantId: string,
  masters: MasterKeys,
): Promise<(text: SealedText) => OpenedText> {
  const wrapped = await readWrappedKeys(tx, tenantId);
  const unwrapped = new Map<string, DataKey>();
  const keyOf = (id: string | null): DataKey => {
    const known = unwrapped.get(id ?? '');
    if (known !== undefined) return known;
    const stored = wrapped.find((one) => one.id === id);
    if (stored === undefined) throw new AppError('internal', { internal: `Data key ${id} of tenant ${tenantId} is missing` });
    const key = unwrapDataKey(masters, tenantId, stored);
    unwrapped.set(stored.id, key);
    return key;
  };
  return ({ callId, encryptionKeyId, what, sealed }) =>
    sealed === null ? null : decodeSaid(open(keyOf(encryptionKeyId).key, sealed, saidContext(tenantId, callId, what)));
}
