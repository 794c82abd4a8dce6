import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { legalHold } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { holdingStates, type LegalHold, legalHoldList } from '#lib/contracts/legal-holds.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { readHolds } from './hold-rows.ts';

function ofState(state: InputOf<typeof legalHoldList>['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'holding' ? inArray(legalHold.state, [...holdingStates]) : eq(legalHold.state, state);
}

export const listLegalHolds = defineQuery(legalHoldList, async (ctx, input) => {
  const order = {
    key: sql`${legalHold.createdAt}`,
    type: 'time',
    id: sql`${legalHold.id}`,
    descending: input.sort === '-created_at',
    valueOf: (row: LegalHold) => row.created_at.getTime(),
    idOf: (row: LegalHold) => row.id,
  } as const;
  const keyset = keysetOf<LegalHold>(input.sort, order, input.cursor);
  const where = and(ofState(input.state), keyset.after);
  return keyset.page(await readHolds(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
