import { and, eq, sql } from 'drizzle-orm';
import { consentRecord } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Consent, consentList } from '#lib/contracts/consents.ts';
import { readConsents } from './consent-rows.ts';

export const listConsents = defineQuery(consentList, async (ctx, input) => {
  const order = {
    key: sql`${consentRecord.createdAt}`,
    type: 'time',
    id: sql`${consentRecord.id}`,
    descending: input.sort === '-recorded_at',
    valueOf: (row: Consent) => row.recorded_at.getTime(),
    idOf: (row: Consent) => row.id,
  } as const;
  const keyset = keysetOf<Consent>(input.sort, order, input.cursor);
  const where = and(
    input.purpose_id === undefined ? undefined : eq(consentRecord.purposeId, input.purpose_id),
    input.user_id === undefined ? undefined : eq(consentRecord.userId, input.user_id),
    input.state === undefined ? undefined : eq(consentRecord.state, input.state),
    keyset.after,
  );
  return keyset.page(await readConsents(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
