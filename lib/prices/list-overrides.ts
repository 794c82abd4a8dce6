import { eq, sql } from 'drizzle-orm';
import { priceOverride } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type PriceOverride, priceOverrideGet, priceOverrideList } from '#lib/contracts/price-overrides.ts';
import { overrideStateOf, readOverrideRow, readOverrideRows } from './override-rows.ts';

export const listPriceOverrides = defineQuery(priceOverrideList, async (ctx, input) => {
  const keyset = keysetOf<PriceOverride>(
    'newest',
    {
      key: sql`${priceOverride.createdAt}`,
      type: 'time',
      id: sql`${priceOverride.id}`,
      descending: true,
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const ofState = input.state === undefined ? sql`true` : sql`${overrideStateOf(ctx.now)} = ${input.state}`;
  const ofProvider = input.provider === undefined ? sql`true` : eq(priceOverride.provider, input.provider);
  const where = sql`${keyset.after} and ${ofState} and ${ofProvider}`;
  const rows = await readOverrideRows(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});

export const getPriceOverride = defineQuery(priceOverrideGet, (ctx, { override_id: id }) => readOverrideRow(ctx, id));
