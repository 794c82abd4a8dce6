import { and, eq, sql } from 'drizzle-orm';
import { reconciliation } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Reconciliation, reconciliationList } from '#lib/contracts/reconciliations.ts';
import { readReconciliations } from './reconciliation-rows.ts';

export const listReconciliations = defineQuery(reconciliationList, async (ctx, input) => {
  const keyset = keysetOf<Reconciliation>(
    '-created_at',
    {
      key: sql`${reconciliation.createdAt}`,
      type: 'time',
      id: sql`${reconciliation.id}`,
      descending: true,
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const where = and(
    input.provider === undefined ? undefined : eq(reconciliation.provider, input.provider),
    input.state === undefined ? undefined : eq(reconciliation.state, input.state),
    keyset.after,
  );
  const rows = await readReconciliations(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
