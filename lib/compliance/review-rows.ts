import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { accessReview, accessReviewItem, userAccount } from '#db/schema/index.ts';
import { scopeNameOf } from '#lib/access/index.ts';
import type { AccessReview, ReviewWithItems } from '#lib/contracts/compliance-reviews.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Reading } from './compliance-settings.ts';

const countOf = (condition: SQL) => sql<number>`(select count(*)::int from ${accessReviewItem} i
  where i.tenant_id = ${accessReview.tenantId} and i.review_id = ${accessReview}.id and ${condition})`;

/** Reviews with what is decided of them, in the order and number that the caller says. */
export async function readReviews({ tx, tenantId }: Reading, where: SQL | undefined, orderBy: SQL, limit: number): Promise<AccessReview[]> {
  return tx
    .select({
      ...{ id: accessReview.id, name: accessReview.name, state: accessReview.state, started_by: accessReview.startedBy },
      ...{ created_at: accessReview.createdAt, due_at: accessReview.dueAt, completed_at: accessReview.completedAt },
      total: countOf(sql`true`),
      pending: countOf(sql`i.decision = 'pending'`),
      revoked: countOf(sql`i.decision = 'revoke'`),
      version: accessReview.version,
    })
    .from(accessReview)
    .where(and(eq(accessReview.tenantId, tenantId), where))
    .orderBy(orderBy)
    .limit(limit);
}

const decider = alias(userAccount, 'decider');

/** A review with everything it asks about, by name. */
export async function readReview(reading: Reading, id: string): Promise<ReviewWithItems> {
  const { tx, tenantId } = reading;
  const [review] = await readReviews(reading, eq(accessReview.id, id), sql`1`, 1);
  if (review === undefined) throw new AppError('not_found');
  const items = await tx
    .select({
      id: accessReviewItem.id,
      user_id: accessReviewItem.userId,
      user_name: sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      role_title: accessReviewItem.roleTitle,
      scope_kind: accessReviewItem.scopeKind,
      scope_name: scopeNameOf(accessReviewItem),
      decision: accessReviewItem.decision,
      decided_by_name: sql<string | null>`coalesce(nullif(${decider.name}, ''), ${decider.email})`,
      decided_at: accessReviewItem.decidedAt,
      note: accessReviewItem.note,
    })
    .from(accessReviewItem)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, accessReviewItem.tenantId), eq(userAccount.id, accessReviewItem.userId)))
    .leftJoin(decider, and(eq(decider.tenantId, accessReviewItem.tenantId), eq(decider.id, accessReviewItem.decidedBy)))
    .where(and(eq(accessReviewItem.tenantId, tenantId), eq(accessReviewItem.reviewId, id)))
    .orderBy(asc(sql`lower(coalesce(nullif(${userAccount.name}, ''), ${userAccount.email}))`), asc(accessReviewItem.id));
  return { ...review, items };
}
