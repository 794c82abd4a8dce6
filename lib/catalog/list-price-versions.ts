import { and, count, countDistinct, eq, sql } from 'drizzle-orm';
import { catalogModel, price, priceVersion } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type PriceVersion, priceVersionList } from '#lib/contracts/catalog.ts';
import { currentPriceVersion } from './load-price-table.ts';

export const listPriceVersions = defineQuery(priceVersionList, async ({ tx }, input) => {
  const keyset = keysetOf<PriceVersion>(
    'newest',
    {
      key: sql`${priceVersion.createdAt}`,
      type: 'time',
      id: sql`${priceVersion.id}`,
      descending: true,
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const current = await currentPriceVersion(tx);
  const models = tx.select({ count: count() }).from(catalogModel).where(eq(catalogModel.versionId, priceVersion.id));
  const priced = tx
    .select({ count: countDistinct(sql`(${price.provider}, ${price.model})`) })
    .from(price)
    .where(and(eq(price.versionId, priceVersion.id)));
  const rows = await tx
    .select({
      id: priceVersion.id,
      source: priceVersion.source,
      in_force: sql<boolean>`${priceVersion.id} = ${current ?? null}::uuid`,
      models: sql<number>`(${models})::integer`,
      priced_models: sql<number>`(${priced})::integer`,
      created_at: priceVersion.createdAt,
    })
    .from(priceVersion)
    .where(keyset.after)
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows, input.limit);
});
