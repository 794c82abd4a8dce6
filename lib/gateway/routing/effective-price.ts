import type { Provider } from '../providers/provider.ts';
import type { ModelPrice, Snapshot, TenantSnapshot } from '../snapshot/snapshot.ts';

/**
 * What a tenant pays for a model now: the list's price, changed by its own terms where it has any. Undefined where no price
 * is known, or only that the model exists; a tenant that holds the dearest price then gets that one.
 */
export function effectivePrice(
  snapshot: Snapshot,
  { prices, unpricedPolicy }: TenantSnapshot,
  provider: Provider,
  model: string,
  nowMs: number,
): ModelPrice | undefined {
  const catalogue = provider.catalogue ?? provider.name;
  const listed = snapshot.price(catalogue, model, prices);
  const price = prices === null ? listed : prices.effective(provider.name, model, listed, nowMs);
  if (price !== undefined && price.tiers.length > 0) return price;
  return unpricedPolicy === 'hold' ? snapshot.dearestPrice(catalogue, prices) : undefined;
}
