import { and, eq } from 'drizzle-orm';
import { feedback } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid, uuidTimeMs } from '#lib/core/ids.ts';
import type { RatedCall } from './find-rated-call.ts';

/** Who says it: a person, or a virtual key. */
export interface Author {
  readonly kind: 'user' | 'key';
  /** UUID of the account or key. */
  readonly id: string;
}

export interface GivenFeedback {
  /** UUID. */
  readonly request_id: string;
  readonly rating: 'up' | 'down';
  readonly comment: string | null;
}

export type FeedbackRow = typeof feedback.$inferSelect;

/** Writes what an author says of a request, in the place of what they said before; answers both. */
export async function saveFeedback(
  tx: TenantTransaction,
  { tenantId, author, call, given, now }: { tenantId: string; author: Author; call: RatedCall; given: GivenFeedback; now: Date },
): Promise<{ readonly before: FeedbackRow | undefined; readonly after: FeedbackRow }> {
  const key = { tenantId, requestId: given.request_id, authorKind: author.kind, authorId: author.id };
  const [before] = await tx
    .select()
    .from(feedback)
    .where(
      and(
        ...[eq(feedback.tenantId, tenantId), eq(feedback.requestId, key.requestId)],
        ...[eq(feedback.authorKind, author.kind), eq(feedback.authorId, author.id)],
      ),
    );
  const said = { rating: given.rating === 'up' ? 1 : -1, comment: given.comment === '' ? null : given.comment, updatedAt: now };
  const row: FeedbackRow = {
    ...key,
    id: before?.id ?? newUuid(now.getTime()),
    ...{ occurredAt: new Date(uuidTimeMs(given.request_id)), createdAt: before?.createdAt ?? now },
    ...{ departmentDim: call.department_dim, teamDim: call.team_dim, userDim: call.user_dim, keyDim: call.key_dim },
    ...{ connectionDim: call.connection_dim, providerDim: call.provider_dim, modelDim: call.model_dim },
    ...{ projectDim: call.project_dim, environmentDim: call.environment_dim },
    ...said,
  };
  await tx
    .insert(feedback)
    .values(row)
    .onConflictDoUpdate({ target: [feedback.tenantId, feedback.requestId, feedback.authorKind, feedback.authorId], set: said });
  return { before, after: row };
}
