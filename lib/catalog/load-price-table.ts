import { asc, desc, eq } from 'drizzle-orm';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import type { Schema } from '#db/client.ts';
import { catalogModel, price, priceVersion } from '#db/schema/index.ts';
import { PriceTable } from './price-table.ts';

/** A pool or a transaction of a role that may read the price list (app, lookup). */
export type PriceReader = PgDatabase<PostgresJsQueryResultHKT, Schema>;

/** The version in force: the newest. Undefined before the first import. */
export async function currentPriceVersion(reader: PriceReader): Promise<string | undefined> {
  const [row] = await reader
    .select({ id: priceVersion.id })
    .from(priceVersion)
    .orderBy(desc(priceVersion.createdAt), desc(priceVersion.id))
    .limit(1);
  return row?.id;
}

/** Reads and compiles one version. */
export async function loadPriceTable(reader: PriceReader, versionId: string): Promise<PriceTable> {
  const models = await reader
    .select()
    .from(catalogModel)
    .where(eq(catalogModel.versionId, versionId))
    .orderBy(asc(catalogModel.provider), asc(catalogModel.position));
  const prices = await reader.select().from(price).where(eq(price.versionId, versionId));
  return PriceTable.build({ versionId, models, prices });
}
