import { sql } from 'drizzle-orm';
import { priceDecision } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type PriceDecision, priceDecisionList } from '#lib/contracts/price-versions.ts';
import { readDecisions } from './decision-rows.ts';

export const listPriceDecisions = defineQuery(priceDecisionList, async (ctx, input) => {
  const keyset = keysetOf<PriceDecision>(
    'newest',
    {
      key: sql`${priceDecision.number}`,
      type: 'integer',
      id: sql`${priceDecision.id}`,
      descending: true,
      valueOf: (row) => row.number,
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const rows = await readDecisions(ctx, { where: keyset.after, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
