import { and, eq, sql } from 'drizzle-orm';
import { approval } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type Approval, approvalList } from '#lib/contracts/approvals.ts';
import { isAsked, readApprovals, seenBy } from './approval-rows.ts';
import { delegatorsOf } from './resolve-approvers.ts';

const byCreation = (descending: boolean): KeysetOrder<Approval> => ({
  ...{ key: sql`${approval.createdAt}`, type: 'time', id: sql`${approval.id}`, descending },
  valueOf: (row) => row.created_at.getTime(),
  idOf: (row) => row.id,
});

export const listApprovals = defineQuery(approvalList, async (ctx, input) => {
  const { userId } = ctx.caller;
  const keyset = keysetOf<Approval>(input.sort, byCreation(input.sort.startsWith('-')), input.cursor);
  const views = {
    mine: async () => isAsked(userId, await delegatorsOf(ctx, userId)),
    asked: async () => eq(approval.requesterId, userId),
    all: () => seenBy(ctx),
  };
  const where = and(
    await views[input.view](),
    input.state === 'all' ? undefined : eq(approval.state, input.state),
    input.kind === undefined ? undefined : eq(approval.kind, input.kind),
    input.project_id === undefined ? undefined : sql`${approval.subject} ->> 'project_id' = ${input.project_id}`,
    keyset.after,
  );
  const rows = await readApprovals(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
