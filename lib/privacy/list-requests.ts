import { and, eq, notInArray, type SQL, sql } from 'drizzle-orm';
import { privacyRequest } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { type PrivacyRequest, privacyRequestList } from '#lib/contracts/privacy-requests.ts';
import { readRequests } from './request-rows.ts';

type Input = InputOf<typeof privacyRequestList>;

function ofState(state: Input['state']): SQL | undefined {
  if (state === 'all') return undefined;
  return state === 'open' ? notInArray(privacyRequest.state, ['done', 'rejected']) : eq(privacyRequest.state, state);
}

function orderOf(sort: Input['sort']): KeysetOrder<PrivacyRequest> {
  const isReceived = sort === '-received_at';
  return {
    key: isReceived ? sql`${privacyRequest.receivedAt}` : sql`${privacyRequest.dueAt}`,
    type: 'time',
    id: sql`${privacyRequest.id}`,
    descending: sort.startsWith('-'),
    valueOf: (row) => (isReceived ? row.received_at : row.due_at).getTime(),
    idOf: (row) => row.id,
  };
}

export const listPrivacyRequests = defineQuery(privacyRequestList, async (ctx, input) => {
  const keyset = keysetOf<PrivacyRequest>(input.sort, orderOf(input.sort), input.cursor);
  const where = and(
    input.kind === undefined ? undefined : eq(privacyRequest.kind, input.kind),
    input.user_id === undefined ? undefined : eq(privacyRequest.userId, input.user_id),
    ofState(input.state),
    keyset.after,
  );
  return keyset.page(await readRequests(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
