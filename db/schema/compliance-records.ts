import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** What somebody vouches for where no check can look, with the document that says so. */
export const complianceAttestation = pgTable(
  'compliance_attestation',
  {
    tenantId: tenantId(),
    id: id(),
    /** Key of a built-in framework, or the id of an own one. */
    framework: text('framework').notNull(),
    ref: text('ref').notNull(),
    statement: text('statement').notNull(),
    documentName: text('document_name'),
    /** SHA-256 of the document, hexadecimal; the document itself stays where it is. */
    documentSha256: text('document_sha256'),
    attestedBy: uuid('attested_by').notNull(),
    attestedAt: at('attested_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    revokedBy: uuid('revoked_by'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.attestedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('compliance_attestation_control').on(table.tenantId, table.framework, table.ref),
  ],
);

/** What is known and agreed with a provider that data goes to. */
export const providerRecord = pgTable(
  'provider_record',
  {
    tenantId: tenantId(),
    /** A name of the provider registry. */
    provider: text('provider').notNull(),
    legalName: text('legal_name').notNull(),
    /** Where data is processed, as the contract has it. */
    regions: text('regions').array().notNull().default([]),
    dpaReference: text('dpa_reference'),
    dpaSignedAt: at('dpa_signed_at'),
    baaReference: text('baa_reference'),
    baaSignedAt: at('baa_signed_at'),
    /** How long the provider keeps what it is sent; null where that is not known. */
    retentionDays: integer('retention_days'),
    /** Whether it has agreed not to train on what it is sent; null where nobody has asked. */
    trainingExcluded: boolean('training_excluded'),
    note: text('note').notNull().default(''),
    reviewedAt: at('reviewed_at').notNull(),
    reviewedBy: uuid('reviewed_by'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.provider] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** People and their roles at one moment, for somebody to confirm. */
export const accessReview = pgTable(
  'access_review',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    state: text('state', { enum: ['open', 'completed'] })
      .notNull()
      .default('open'),
    startedBy: uuid('started_by').notNull(),
    dueAt: at('due_at').notNull(),
    completedAt: at('completed_at'),
    completedBy: uuid('completed_by'),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.startedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    // One at a time: two lists of the same people would be confirmed against each other.
    uniqueIndex('access_review_open').on(table.tenantId).where(sql`state = 'open'`),
  ],
);

/** One role of one person in a review, and what was decided about it. */
export const accessReviewItem = pgTable(
  'access_review_item',
  {
    tenantId: tenantId(),
    id: id(),
    reviewId: uuid('review_id').notNull(),
    /** The grant as it was; it may be gone by now. */
    assignmentId: uuid('assignment_id').notNull(),
    userId: uuid('user_id').notNull(),
    roleTitle: text('role_title').notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    scopeId: uuid('scope_id'),
    decision: text('decision', { enum: ['pending', 'keep', 'revoke'] })
      .notNull()
      .default('pending'),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    note: text('note').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.reviewId], foreignColumns: [accessReview.tenantId, accessReview.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('access_review_item_once').on(table.tenantId, table.reviewId, table.assignmentId),
  ],
);
