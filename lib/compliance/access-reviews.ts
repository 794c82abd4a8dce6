import { and, eq, sql } from 'drizzle-orm';
import { accessReview, accessReviewItem, role, roleAssignment, userAccount } from '#db/schema/index.ts';
import { takeRoleAway } from '#lib/access/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { requireSecondPerson } from '#lib/command/require-second-person.ts';
import {
  AccessReview,
  type ReviewWithItems,
  reviewComplete,
  reviewDays,
  reviewDecide,
  reviewGet,
  reviewList,
  reviewStart,
} from '#lib/contracts/compliance-reviews.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { inParts } from '#lib/core/in-parts.ts';
import { readReview, readReviews } from './review-rows.ts';

const dayMs = 86_400_000;
const itemsAtOnce = 2000;

const toShort = ({ items: _, ...review }: ReviewWithItems): AccessReview => review;
const reviewChange = (before: ReviewWithItems | null, after: ReviewWithItems): Change =>
  changeOf('compliance_review', 'accessReview', AccessReview, before && toShort(before), toShort(after));

export const listReviews = defineQuery(reviewList, async (ctx, { cursor, limit }) => {
  const order = {
    key: sql`${accessReview.createdAt}`,
    type: 'time',
    id: sql`${accessReview.id}`,
    descending: true,
    valueOf: (row: AccessReview) => row.created_at.getTime(),
    idOf: (row: AccessReview) => row.id,
  } as const;
  const keyset = keysetOf<AccessReview>('-created_at', order, cursor);
  return keyset.page(await readReviews(ctx, keyset.after, keyset.orderBy, limit + 1), limit);
});

export const getReview = defineQuery(reviewGet, (ctx, { review_id: id }) => readReview(ctx, id));

/** Every role that active people hold by a grant of their own; what groups give is settled at the groups. */
export const startReview = defineCommand(reviewStart, async (ctx, { name }) => {
  const { tx, tenantId, now, caller } = ctx;
  const id = newUuid(now.getTime());
  const dueAt = new Date(now.getTime() + reviewDays * dayMs);
  const row = { tenantId, id, name, startedBy: caller.userId, dueAt, createdAt: now };
  const fault = { pointer: '/name', detail: 'Another review is open; complete it first' };
  await refuseDuplicate('access_review_open', fault, tx.insert(accessReview).values(row));
  const held = await tx
    .select({
      ...{ assignmentId: roleAssignment.id, userId: roleAssignment.userId, roleTitle: role.title },
      ...{ scopeKind: roleAssignment.scopeKind, scopeId: roleAssignment.scopeId },
    })
    .from(roleAssignment)
    .innerJoin(role, and(eq(role.tenantId, roleAssignment.tenantId), eq(role.id, roleAssignment.roleId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, roleAssignment.tenantId), eq(userAccount.id, roleAssignment.userId)))
    .where(and(eq(roleAssignment.tenantId, tenantId), eq(userAccount.status, 'active'), eq(userAccount.kind, 'person')));
  for (const part of inParts(held, itemsAtOnce))
    await tx.insert(accessReviewItem).values(part.map((grant) => ({ tenantId, id: newUuid(now.getTime()), reviewId: id, ...grant })));
  const result = await readReview(ctx, id);
  return { result, changes: [reviewChange(null, result)] };
});

async function lockItem(ctx: OperationContext, id: string) {
  const { tx, tenantId } = ctx;
  await lockRow(tx, accessReviewItem, tenantId, id);
  const [item] = await tx
    .select({ item: accessReviewItem, state: accessReview.state })
    .from(accessReviewItem)
    .innerJoin(accessReview, and(eq(accessReview.tenantId, accessReviewItem.tenantId), eq(accessReview.id, accessReviewItem.reviewId)))
    .where(and(eq(accessReviewItem.tenantId, tenantId), eq(accessReviewItem.id, id)));
  if (item === undefined) throw new AppError('not_found');
  if (item.state === 'completed') throw new AppError('conflict', { detail: 'The review is completed.' });
  if (item.item.decision === 'revoke') throw new AppError('conflict', { detail: 'The role was taken away already.' });
  await requireSecondPerson(ctx, [item.item.userId], 'Somebody else has to decide about your own roles.');
  return item.item;
}

/** A role that is not confirmed is taken away at once, under the same rules as by hand; one that is gone already is only noted. */
export const decideReview = defineCommand(reviewDecide, async (ctx, { item_id: id, decision, note }) => {
  const { tx, tenantId, now, caller } = ctx;
  const item = await lockItem(ctx, id);
  const before = await readReview(ctx, item.reviewId);
  const [held] = await tx
    .select({ id: roleAssignment.id })
    .from(roleAssignment)
    .where(and(eq(roleAssignment.tenantId, tenantId), eq(roleAssignment.id, item.assignmentId)));
  const taken = decision === 'revoke' && held !== undefined ? [await takeRoleAway(ctx, held.id)] : [];
  await tx
    .update(accessReviewItem)
    .set({ decision, note, decidedBy: caller.userId, decidedAt: now })
    .where(and(eq(accessReviewItem.tenantId, tenantId), eq(accessReviewItem.id, id)));
  const after = await readReview(ctx, item.reviewId);
  return { result: after, changes: [reviewChange(before, after), ...taken] };
});

export const completeReview = defineCommand(reviewComplete, async (ctx, { review_id: id }) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockRow(tx, accessReview, tenantId, id);
  const before = await readReview(ctx, id);
  ctx.expectVersion(before.version);
  if (before.state === 'completed') throw new AppError('conflict', { detail: 'The review is completed already.' });
  if (before.pending > 0) throw new AppError('conflict', { detail: `${before.pending} roles are not decided yet.` });
  await tx
    .update(accessReview)
    .set({ state: 'completed', completedAt: now, completedBy: caller.userId, version: before.version + 1 })
    .where(and(eq(accessReview.tenantId, tenantId), eq(accessReview.id, id)));
  const after = await readReview(ctx, id);
  return { result: after, changes: [reviewChange(before, after)] };
});
