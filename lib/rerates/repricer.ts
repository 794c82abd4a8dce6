import { asc, eq } from 'drizzle-orm';
import { priceOverride, priceVersion } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { priceTableOf } from '#lib/catalog/current-price-table.ts';
import { effectivePriceOf, type PricedProvider } from '#lib/catalog/effective-price-of.ts';
import type { PriceReader } from '#lib/catalog/load-price-table.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { openPriceBook, type PriceBook } from '#lib/catalog/price-book.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import { type PriceOverride, withOverride } from '#lib/catalog/price-override.ts';
import { readOverrides, readSchedule, type ScheduledVersion, toOverride } from '#lib/catalog/read-tenant-prices.ts';
import { type ScheduledTable, TenantPrices } from '#lib/catalog/tenant-prices.ts';
import type { TokenUsage } from '#lib/core/token-usage.ts';

/** What of a call decides its cost. */
export interface CostedCall {
  readonly provider: string | null;
  readonly model: string | null;
  readonly atMs: number;
  readonly usage: TokenUsage;
  /** What attempts without an answer stand for; it stays as it was booked. */
  readonly bookedNanoUsd: bigint;
  readonly isPresumed: boolean;
  readonly isUnpriced: boolean;
  /** With the corrections there are. */
  readonly costNanoUsd: bigint;
  readonly priceId: string | null;
}

export interface NewCost {
  readonly costNanoUsd: bigint;
  readonly priceId: string;
}

/** By which prices calls are computed again; null means those that are approved for the time of each call. */
export interface RerateBasis {
  readonly fromAt: Date;
  readonly priceVersionId: string | null;
  readonly overrideId: string | null;
}

/** Prices calls again. Holds the prices there were when it was opened. */
export class Repricer {
  readonly #book: PriceBook;
  readonly #prices: TenantPrices;
  readonly #override: PriceOverride | undefined;
  readonly #providers: ReadonlyMap<string, PricedProvider>;

  constructor(book: PriceBook, prices: TenantPrices, override: PriceOverride | undefined, providers: readonly PricedProvider[]) {
    this.#book = book;
    this.#prices = prices;
    this.#override = override;
    this.#providers = new Map(providers.map((provider) => [provider.name, provider]));
  }

  /**
   * What a call should have cost; undefined where that cannot be told: because there is no price for it, or because the cost
   * it has does not follow from what is kept of it (batches, presumptions).
   */
  async reprice(call: CostedCall): Promise<NewCost | undefined> {
    const { provider: name, model, atMs, usage } = call;
    if (name === null || model === null || call.isPresumed) return undefined;
    const provider = this.#providers.get(name) ?? { name };
    if (!(await this.#isReproducible(call, provider, model))) return undefined;
    const price = this.#priceNow(provider, model, atMs);
    if (price === undefined) return undefined;
    const { state, nanoUsd } = priceCall(usage, price);
    return state === 'unpriced' || price.versionId === null
      ? undefined
      : { costNanoUsd: nanoUsd + call.bookedNanoUsd, priceId: price.versionId };
  }

  /** What had no price has nothing to follow from: nothing, or the dearest price there was. */
  async #isReproducible(call: CostedCall, provider: PricedProvider, model: string): Promise<boolean> {
    if (call.priceId === null) return call.isUnpriced;
    const former = await this.#book.price(call.priceId, provider, model, call.atMs);
    return former !== undefined && priceCall(call.usage, former).nanoUsd + call.bookedNanoUsd === call.costNanoUsd;
  }

  #priceNow(provider: PricedProvider, model: string, atMs: number): ModelPrice | undefined {
    if (this.#override === undefined) return effectivePriceOf(this.#prices, undefined, provider, model, atMs);
    const listed = this.#prices.tableAt(atMs, undefined)?.price(provider.catalogue ?? provider.name, model, atMs);
    return withOverride(this.#override, provider.name, model, listed);
  }
}

/** The lists by time: as decided, or for who follows the newest, as they were imported. */
async function scheduleOf(tx: TenantTransaction, tenantId: string): Promise<readonly ScheduledVersion[]> {
  const decided = await readSchedule(tx, tenantId);
  if (decided !== null) return decided;
  const versions = await tx
    .select({ versionId: priceVersion.id, createdAt: priceVersion.createdAt })
    .from(priceVersion)
    .orderBy(asc(priceVersion.createdAt), asc(priceVersion.id));
  return versions.map(({ versionId, createdAt }, index) => ({ versionId, fromMs: index === 0 ? 0 : createdAt.getTime() }));
}

/** `reader` reads price lists for as long as the repricer is used, beyond the transaction. */
export async function openRepricer(
  tx: TenantTransaction,
  reader: PriceReader,
  tenantId: string,
  basis: RerateBasis,
  providers: readonly PricedProvider[],
): Promise<Repricer> {
  const { priceVersionId, overrideId, fromAt } = basis;
  const schedule = priceVersionId === null ? await scheduleOf(tx, tenantId) : [{ fromMs: 0, versionId: priceVersionId }];
  const first = Math.max(
    0,
    schedule.findLastIndex(({ fromMs }) => fromMs <= fromAt.getTime()),
  );
  const tables: ScheduledTable[] = [];
  for (const { fromMs, versionId } of schedule.slice(first)) tables.push({ fromMs, table: await priceTableOf(tx, versionId) });
  const prices = new TenantPrices(tables, await readOverrides(tx, tenantId, fromAt.getTime()));
  const rows = overrideId === null ? [] : await tx.select().from(priceOverride).where(eq(priceOverride.id, overrideId));
  return new Repricer(await openPriceBook(tx, tenantId, reader), prices, rows.map(toOverride)[0], providers);
}
