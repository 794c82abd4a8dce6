import { namedUuid } from '#lib/core/named-uuid.ts';

/**
 * The id that usage carries where a tenant's own terms were applied to a version of the list: made of both, so that no
 * further field travels with each call and the pair can be found again among the few there are. A UUID of version 8
 * (RFC 9562 §5.8), which no id of ours can be. `versionId` is null where the list does not know the model.
 */
export function pricePairId(versionId: string | null, overrideId: string): string {
  return namedUuid(`${versionId ?? ''} ${overrideId}`);
}

/** Whether an id is one of a pair, and so of no version of the list. */
export const isPricePair = (id: string): boolean => id[14] === '8';
