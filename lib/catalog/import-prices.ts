import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Schema } from '#db/client.ts';
import { catalogModel, price, priceVersion } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import { priceFreeModel } from './free-models.ts';
import type { ListedModel, PriceList, RefusedModel } from './price-list.ts';
import { readGenaiPrices } from './read-genai-prices.ts';
import { sandboxPrices } from './sandbox-prices.ts';
import { supplementModel, supplementModels } from './supplement-prices.ts';

export interface PriceImport {
  readonly versionId: string;
  /** False when this very list was imported before. */
  readonly imported: boolean;
  readonly models: number;
  readonly prices: number;
  /** Models listed without prices because their entry is not understood in full. */
  readonly refused: readonly RefusedModel[];
}

/** Rows an INSERT; PostgreSQL takes 65,535 parameters. */
const rowsAtOnce = 2000;

function* chunksOf<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) yield rows.slice(start, start + rowsAtOnce);
}

/** SHA-256 over the content alone, so that a new package version with the same prices is the same list. */
function digestOf(models: readonly ListedModel[]): string {
  const text = JSON.stringify(models, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Stores the price list of genai-prices, with what it does not carry, and of the sandbox as a new version, unless that very list is stored already.
 * Works as owner or jobs; earlier versions stay, because usage events refer to them.
 */
export async function importPrices(database: PostgresJsDatabase<Schema>): Promise<PriceImport> {
  const list = await readGenaiPrices();
  const models = [...list.models.map(priceFreeModel).map(supplementModel), ...supplementModels, ...sandboxPrices];
  return storePriceList(database, { ...list, models });
}

/** Stores any list; the newest version is the one in force. */
export async function storePriceList(database: PostgresJsDatabase<Schema>, list: PriceList): Promise<PriceImport> {
  const { models, refused, source } = list;
  const digest = digestOf(models);
  const count = { models: models.length, prices: models.reduce((sum, { prices }) => sum + prices.length, 0), refused };
  return database.transaction(async (tx) => {
    const [made] = await tx
      .insert(priceVersion)
      .values({ id: newUuid(), source, digest })
      .onConflictDoNothing()
      .returning({ id: priceVersion.id });
    if (made === undefined) {
      const [known] = await tx.select({ id: priceVersion.id }).from(priceVersion).where(eq(priceVersion.digest, digest));
      if (known === undefined) throw new Error('The price list is neither new nor known');
      return { versionId: known.id, imported: false, ...count };
    }
    const versionId = made.id;
    for (const rows of chunksOf(models)) {
      await tx.insert(catalogModel).values(rows.map(({ prices: _, ...model }) => ({ versionId, ...model })));
    }
    const prices = models.flatMap(({ provider, model, prices: own }) =>
      own.map(({ validFrom, ...rest }) => ({ versionId, provider, model, validFromAt: validFrom, ...rest })),
    );
    for (const rows of chunksOf(prices)) await tx.insert(price).values(rows);
    return { versionId, imported: true, ...count };
  });
}
