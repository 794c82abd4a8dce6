import { withCeiling } from '#lib/catalog/with-ceiling.ts';
import type { Provider } from '../providers/provider.ts';
import type { ModelPrice, Snapshot, TenantSnapshot } from '../snapshot/snapshot.ts';

/**
 * What a tenant pays for a model now: the list's price, changed by its own terms where it has any. Undefined where no price
 * is known, or only that the model exists; a tenant that holds the dearest price then gets that one. What a price has no rate for
 * (a service tier, a tool) is booked at the dearest one, too, unless the tenant lets it pass.
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
  const isPriced = price !== undefined && price.tiers.length > 0;
  if (isPriced && unpricedPolicy === 'flag') return price;
  const dearest = isPriced || unpricedPolicy === 'hold' ? snapshot.dearestPrice(catalogue, prices) : undefined;
  if (isPriced) return withCeiling(price, dearest);
  return dearest === undefined ? undefined : withCeiling(dearest, dearest);
}
