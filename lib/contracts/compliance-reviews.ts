import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Days in which a review is to be finished. */
export const reviewDays = 90;

/** People and their roles at one moment, for somebody to confirm. */
export const AccessReview = z
  .strictObject({
    id: publicId('accessReview'),
    name: z.string(),
    state: z.enum(['open', 'completed']),
    started_by: publicId('user'),
    created_at: instant,
    due_at: instant,
    completed_at: instant.nullable(),
    total: z.number().int().min(0),
    pending: z.number().int().min(0),
    revoked: z.number().int().min(0),
    version: versionNumber,
  })
  .meta({ id: 'AccessReview' });
export type AccessReview = z.output<typeof AccessReview>;

const Item = z.strictObject({
  id: publicId('accessReviewItem'),
  user_id: publicId('user'),
  user_name: z.string(),
  role_title: z.string(),
  scope_kind: z.enum(['tenant', 'department', 'team', 'project']),
  scope_name: z.string().nullable().meta({ description: 'Null for the whole organization, and for what is gone' }),
  decision: z.enum(['pending', 'keep', 'revoke']),
  decided_by_name: z.string().nullable(),
  decided_at: instant.nullable(),
  note: z.string(),
});

/** A review with every role it asks about. */
export const ReviewWithItems = AccessReview.extend({ items: z.array(Item) }).meta({ id: 'AccessReviewWithItems' });
export type ReviewWithItems = z.output<typeof ReviewWithItems>;

const reviewId = publicId('accessReview');
const exampleId = 'arv_01jdnhwyg0e008000000000001';

export const reviewList = defineOperation({
  name: 'compliance_review.list',
  summary: 'List reviews of access, the newest first',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject(pageInput),
  output: pageOf(AccessReview),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/compliance/reviews' },
});

export const reviewGet = defineOperation({
  name: 'compliance_review.get',
  summary: 'Get a review of access with every role it asks about',
  permission: 'compliance.read',
  scope: 'tenant',
  input: z.strictObject({ review_id: reviewId }),
  output: ReviewWithItems,
  examples: [{ review_id: exampleId }],
  http: { method: 'GET', path: '/compliance/reviews/{review_id}' },
  recordsReads: true,
});

export const reviewStart = defineOperation({
  name: 'compliance_review.start',
  summary: 'Start a review of all roles that people hold; one at a time',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({ name: line(120) }),
  output: ReviewWithItems,
  errors: ['conflict'],
  examples: [{ name: 'Fourth quarter of 2026' }],
  http: { method: 'POST', path: '/compliance/reviews', status: 201 },
});

export const reviewDecide = defineOperation({
  name: 'compliance_review.decide',
  summary: 'Confirm a role or mark it to be taken away; nobody decides about their own',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({
    item_id: publicId('accessReviewItem'),
    decision: z.enum(['keep', 'revoke']),
    note: paragraph(1000).default(''),
  }),
  output: ReviewWithItems,
  errors: ['conflict'],
  examples: [{ item_id: 'ari_01jdnhwyg0e008000000000001', decision: 'keep' }],
  http: { method: 'POST', path: '/compliance/review-items/{item_id}/decision' },
});

export const reviewComplete = defineOperation({
  name: 'compliance_review.complete',
  summary: 'Complete a review in which everything is decided, and whose roles to be taken away are gone',
  permission: 'compliance.write',
  scope: 'tenant',
  input: z.strictObject({ review_id: reviewId }),
  output: ReviewWithItems,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ review_id: exampleId }],
  http: { method: 'POST', path: '/compliance/reviews/{review_id}/completion' },
});
