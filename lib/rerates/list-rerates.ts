import { sql } from 'drizzle-orm';
import { rerate } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Rerate, rerateGet, rerateList } from '#lib/contracts/rerates.ts';
import { readRerate, readRerates } from './rerate-rows.ts';

export const listRerates = defineQuery(rerateList, async (ctx, input) => {
  const keyset = keysetOf<Rerate>(
    'newest',
    {
      key: sql`${rerate.createdAt}`,
      type: 'time',
      id: sql`${rerate.id}`,
      descending: true,
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const rows = await readRerates(ctx, { where: keyset.after, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});

export const getRerate = defineQuery(rerateGet, (ctx, { rerate_id: id }) => readRerate(ctx, id));
