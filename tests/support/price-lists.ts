import { storePriceList } from '#lib/catalog/import-prices.ts';
import type { PriceMeter } from '#lib/catalog/model-price.ts';
import type { ListedModel } from '#lib/catalog/price-list.ts';
import type { TestDatabase } from './database.ts';

/** A model of a list as a test writes it: pico-USD a unit by meter. */
export const listedModel = (provider: string, model: string, rates: Partial<Record<PriceMeter, bigint>>): ListedModel => ({
  ...{ provider, model, position: 0, name: model, contextWindowTokens: 100_000, match: { equals: model } },
  prices: Object.entries(rates).map(([meter, picoUsdPerUnit]) => ({
    ...{ meter, tierFromTokens: 0, picoUsdPerUnit, validFrom: new Date(0), windowFromMinute: 0, windowToMinute: 1440 },
  })),
});

/** Imports a list of these models as a version, in place of those of the package; answers its id. */
export async function importList(database: TestDatabase, source: string, models: readonly ListedModel[]): Promise<string> {
  const placed = models.map((model, position) => ({ ...model, position }));
  return (await storePriceList(database.databases.jobs, { source, models: placed, refused: [] })).versionId;
}
