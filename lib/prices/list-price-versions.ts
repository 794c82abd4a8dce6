import { sql } from 'drizzle-orm';
import { priceVersion } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type PriceVersion, priceVersionList } from '#lib/contracts/price-versions.ts';
import { readVersions } from './version-rows.ts';

export const listPriceVersions = defineQuery(priceVersionList, async (ctx, input) => {
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
  const rows = await readVersions(ctx, { where: keyset.after, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
