import type { Feedback } from '#lib/contracts/feedback.ts';
import type { DimensionName } from '#lib/usage/name-dimensions.ts';
import type { FeedbackRow } from './save-feedback.ts';

/** A row as callers see it; `ownId` is the account or key that asks. */
export function toFeedback(row: FeedbackRow, names: ReadonlyMap<number, DimensionName>, ownId: string): Feedback {
  const team = names.get(row.teamDim);
  return {
    request_id: row.requestId,
    rating: row.rating > 0 ? 'up' : 'down',
    comment: row.comment,
    author: row.authorKind,
    is_own: row.authorId === ownId,
    model: names.get(row.modelDim)?.value ?? null,
    team: team === undefined ? null : { id: team.value, name: team.name },
    occurred_at: row.occurredAt,
    updated_at: row.updatedAt,
  };
}
