import { and, eq, sql } from 'drizzle-orm';
import { feedback } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { feedbackList } from '#lib/contracts/feedback.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions } from '#lib/usage/usage-scope.ts';
import { feedbackColumns } from './feedback-columns.ts';
import type { FeedbackRow } from './save-feedback.ts';
import { toFeedback } from './to-feedback.ts';

const newestFirst: KeysetOrder<FeedbackRow> = {
  key: sql`${feedback.createdAt}`,
  type: 'time',
  id: sql`${feedback.id}`,
  descending: true,
  valueOf: (row) => row.createdAt.getTime(),
  idOf: (row) => row.id,
};

/** Feedback on calls that the caller sees, by whom never. */
export const listFeedback = defineQuery(feedbackList, async (ctx, input) => {
  const { tx, tenantId, caller } = ctx;
  const keyset = keysetOf('-created_at', newestFirst, input.cursor);
  const scope = await resolveUsageScope(ctx, { team_id: input.team_id });
  if (isEmptyScope(scope)) return { data: [], next_cursor: null };
  const rows = await tx
    .select()
    .from(feedback)
    .where(
      and(
        eq(feedback.tenantId, tenantId),
        input.rating === undefined ? undefined : eq(feedback.rating, input.rating === 'up' ? 1 : -1),
        ...scopeConditions(scope, feedbackColumns),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  const { data, next_cursor } = keyset.page(rows, input.limit);
  const names = await nameDimensions(
    ctx,
    data.flatMap((row) => [row.teamDim, row.modelDim]),
  );
  return { data: data.map((row) => toFeedback(row, names, caller.userId)), next_cursor };
});
