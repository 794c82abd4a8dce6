import { createHash } from 'node:crypto';

/**
 * The id that usage carries where a tenant's own terms were applied to a version of the list: made of both, so that no
 * further field travels with each call and the pair can be found again among the few there are. A UUID of version 8
 * (RFC 9562 §5.8), which no id of ours can be. `versionId` is null where the list does not know the model.
 */
export function pricePairId(versionId: string | null, overrideId: string): string {
  const digest = createHash('sha256')
    .update(`${versionId ?? ''} ${overrideId}`)
    .digest();
  digest[6] = 0x80 | ((digest[6] ?? 0) & 0x0f);
  digest[8] = 0x80 | ((digest[8] ?? 0) & 0x3f);
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Whether an id is one of a pair, and so of no version of the list. */
export const isPricePair = (id: string): boolean => id[14] === '8';
