import type { ModelPrice } from './model-price.ts';
import type { PriceTable } from './price-table.ts';
import type { TenantPrices } from './tenant-prices.ts';

/** A provider by the name that connections have for it and the one it has in the list. */
export interface PricedProvider {
  readonly name: string;
  readonly catalogue?: string | null;
}

/** What a tenant pays for a model at an instant, its own terms included; undefined where no price is known. `newest` is the list of those who have none of their own. */
export function effectivePriceOf(
  prices: TenantPrices | null,
  newest: PriceTable | undefined,
  provider: PricedProvider,
  model: string,
  atMs: number,
): ModelPrice | undefined {
  const table = prices === null ? newest : prices.tableAt(atMs, newest);
  const listed = table?.price(provider.catalogue ?? provider.name, model, atMs);
  const price = prices === null ? listed : prices.effective(provider.name, model, listed, atMs);
  return price === undefined || price.tiers.length === 0 ? undefined : price;
}
