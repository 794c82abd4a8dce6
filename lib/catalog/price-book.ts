import { asc, eq } from 'drizzle-orm';
import { priceOverride, priceVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { priceTableOf } from './current-price-table.ts';
import type { PricedProvider } from './effective-price-of.ts';
import type { PriceReader } from './load-price-table.ts';
import type { ModelPrice } from './model-price.ts';
import { type PriceOverride, withOverride } from './price-override.ts';
import { isPricePair, pricePairId } from './price-pair-id.ts';
import { toOverride } from './read-tenant-prices.ts';

/** What a price id stands for: a version of the list, a tenant's override, or both together. */
export interface PriceOrigin {
  readonly versionId: string | null;
  readonly overrideId: string | null;
}

/** Finds the prices behind the ids that a tenant's usage carries. Holds what there was when it was opened. */
export class PriceBook {
  readonly #reader: PriceReader;
  readonly #overrides: ReadonlyMap<string, PriceOverride>;
  readonly #versionIds: readonly string[];
  readonly #origins = new Map<string, PriceOrigin | undefined>();

  constructor(reader: PriceReader, overrides: readonly PriceOverride[], versionIds: readonly string[]) {
    this.#reader = reader;
    this.#overrides = new Map(overrides.map((override) => [override.id, override]));
    this.#versionIds = versionIds;
  }

  /** Undefined for an id that is none of this tenant's. */
  originOf(priceId: string): PriceOrigin | undefined {
    if (!isPricePair(priceId)) return { versionId: priceId, overrideId: null };
    if (!this.#origins.has(priceId)) this.#origins.set(priceId, this.#search(priceId));
    return this.#origins.get(priceId);
  }

  /** The price that a call of that time had under an id; undefined where it cannot be told. */
  async price(priceId: string, provider: PricedProvider, model: string, atMs: number): Promise<ModelPrice | undefined> {
    const origin = this.originOf(priceId);
    if (origin === undefined) return undefined;
    const catalogue = provider.catalogue ?? provider.name;
    const listed =
      origin.versionId === null ? undefined : (await priceTableOf(this.#reader, origin.versionId)).price(catalogue, model, atMs);
    const override = origin.overrideId === null ? undefined : this.#overrides.get(origin.overrideId);
    return override === undefined ? listed : withOverride(override, provider.name, model, listed);
  }

  #search(priceId: string): PriceOrigin | undefined {
    for (const overrideId of this.#overrides.keys()) {
      for (const versionId of [...this.#versionIds, null]) {
        if (pricePairId(versionId, overrideId) === priceId) return { versionId, overrideId };
      }
    }
    return undefined;
  }
}

/**
 * Opens the price book of the transaction's tenant: all its overrides, also those that ended, with all versions of the list.
 * `reader` reads the lists; one that outlives the transaction lets the book do so too.
 */
export async function openPriceBook(tx: TenantTransaction, tenantId: string, reader: PriceReader = tx): Promise<PriceBook> {
  const overrides = await tx.select().from(priceOverride).where(eq(priceOverride.tenantId, tenantId));
  const versions = await tx.select({ id: priceVersion.id }).from(priceVersion).orderBy(asc(priceVersion.createdAt));
  return new PriceBook(
    reader,
    overrides.map(toOverride),
    versions.map(({ id }) => id),
  );
}
