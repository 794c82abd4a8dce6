import { effectivePriceOf } from '#lib/catalog/effective-price-of.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { priceAt } from '#lib/catalog/price-table.ts';
import { catalogueNameOf, modelsOf, readServedModels, type ServedReading } from '#lib/catalog/served-models.ts';

/** The prices that hold for a tenant now, and what it can call. */
export interface OpenedPrices {
  /** Now, or at an instant in milliseconds since the epoch. */
  priceOf(provider: string, model: string, atMs?: number): ModelPrice | undefined;
  /** Every threshold that some price changes at, ascending from 0: calls between two of them are priced alike. */
  readonly tiers: readonly number[];
  /** The models that each active connection serves, by its UUID. */
  readonly served: ReadonlyMap<string, readonly string[]>;
}

export async function openPrices(reading: ServedReading): Promise<OpenedPrices> {
  const served = await readServedModels(reading);
  const { table, prices, atMs, sources } = served;
  const catalogueOf = new Map(reading.runtime.providers.map((provider) => [provider.name, catalogueNameOf(provider)]));
  const tiers = new Set([0]);
  for (const model of table?.all() ?? []) for (const tier of priceAt(model, atMs)?.tiers ?? []) tiers.add(tier.fromTokens);
  return {
    priceOf: (provider, model, at = atMs) =>
      effectivePriceOf(prices, table, { name: provider, catalogue: catalogueOf.get(provider) ?? provider }, model, at),
    tiers: [...tiers].sort((one, other) => one - other),
    served: new Map(sources.map((source) => [source.connectionId, modelsOf(served, source)])),
  };
}
