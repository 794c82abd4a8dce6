import { sql } from 'drizzle-orm';
import { bigint, boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';
import { project } from './projects.ts';

/** What data about people is processed for, and on which ground (GDPR Article 6). */
export const consentPurpose = pgTable(
  'consent_purpose',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    /** What people are asked to agree to, or are told. */
    description: text('description').notNull(),
    basis: text('basis', {
      enum: ['consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'],
    }).notNull(),
    /** Grows with the description: consent to an older text is not consent to a newer one. */
    textVersion: integer('text_version').notNull().default(1),
    /** What happens to a person who withdraws. */
    effect: text('effect', { enum: ['none', 'pseudonymous', 'stop_keys'] })
      .notNull()
      .default('none'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('consent_purpose_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** Consent given or withdrawn; what counts is a person's newest row for a purpose. */
export const consentRecord = pgTable(
  'consent_record',
  {
    tenantId: tenantId(),
    id: id(),
    purposeId: uuid('purpose_id').notNull(),
    userId: uuid('user_id').notNull(),
    state: text('state', { enum: ['given', 'withdrawn'] }).notNull(),
    /** The text that was agreed to. */
    textVersion: integer('text_version').notNull(),
    /** How it is known: a signature, a box that was ticked, where. */
    evidence: text('evidence').notNull(),
    recordedBy: uuid('recorded_by').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.purposeId], foreignColumns: [consentPurpose.tenantId, consentPurpose.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('consent_record_person').on(table.tenantId, table.userId, table.purposeId, table.id),
  ],
);

/** What somebody asked for about their own data, and how far it has got. */
export const privacyRequest = pgTable(
  'privacy_request',
  {
    tenantId: tenantId(),
    id: id(),
    kind: text('kind', { enum: ['access', 'portability', 'erasure', 'rectification', 'restriction', 'objection'] }).notNull(),
    /** By which law it is due. */
    law: text('law', { enum: ['gdpr', 'ccpa'] }).notNull(),
    /** The account; null for somebody who is known by an address only. */
    userId: uuid('user_id'),
    /** Emptied when an erasure has ended. */
    email: text('email').notNull(),
    state: text('state', { enum: ['received', 'verified', 'approved', 'done', 'rejected'] })
      .notNull()
      .default('received'),
    note: text('note').notNull().default(''),
    receivedAt: at('received_at').notNull(),
    dueAt: at('due_at').notNull(),
    extensionReason: text('extension_reason'),
    verifiedHow: text('verified_how'),
    verifiedBy: uuid('verified_by'),
    verifiedAt: at('verified_at'),
    approvedBy: uuid('approved_by'),
    approvedAt: at('approved_at'),
    outcome: text('outcome'),
    endedAt: at('ended_at'),
    createdBy: uuid('created_by').notNull(),
    /** Why the work on it does not go on. */
    problem: text('problem'),
    nextAttemptAt: at('next_attempt_at'),
    attempts: integer('attempts').notNull().default(0),
    /** Steps of an erasure that are done, and how many rows each changed. */
    progress: jsonb('progress').$type<Record<string, number>>().notNull().default({}),
    /** SHA-256 of the package in hexadecimal. */
    packageDigest: text('package_digest'),
    packageBytes: bigint('package_bytes', { mode: 'number' }),
    packageExpiresAt: at('package_expires_at'),
    /** Keyed hash of the secret of the one-time link. */
    linkHash: text('link_hash'),
    linkExpiresAt: at('link_expires_at'),
    downloadedAt: at('downloaded_at'),
    /** What was erased and what stays, as it was signed. */
    certificate: text('certificate'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('privacy_request_person').on(table.tenantId, table.userId),
    index('privacy_request_due').on(table.tenantId, table.nextAttemptAt).where(sql`next_attempt_at is not null`),
  ],
);

/** A package of what is stored about a person, in sealed pieces; gone when it was downloaded or has expired. */
export const privacyPackagePart = pgTable(
  'privacy_package_part',
  {
    tenantId: tenantId(),
    requestId: uuid('request_id').notNull(),
    position: integer('position').notNull(),
    encryptionKeyId: uuid('encryption_key_id').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.requestId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.requestId], foreignColumns: [privacyRequest.tenantId, privacyRequest.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
  ],
);

/** How data of a person is processed where that is not as everybody's. */
export const personProcessing = pgTable(
  'person_processing',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    /** GDPR Article 18: stored, and nothing else done with it. */
    restrictedAt: at('restricted_at'),
    /** GDPR Article 21. */
    objectedAt: at('objected_at'),
    /** Statistics show a pseudonym in place of the name. */
    isPseudonymous: boolean('is_pseudonymous').notNull().default(false),
    /** Personal keys of theirs stay disabled. */
    keysStopped: boolean('keys_stopped').notNull().default(false),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
  ],
);

/** Privacy settings of an organization; without a row it has the defaults. */
export const privacySetting = pgTable(
  'privacy_setting',
  {
    tenantId: tenantId(),
    /** Statistics show pseudonyms of everybody. */
    pseudonymousAnalytics: boolean('pseudonymous_analytics').notNull().default(false),
    /** Years that audit entries are kept; null for ever. */
    auditYears: integer('audit_years'),
    /** Entries go only after an archive has taken them. */
    auditNeedsArchive: boolean('audit_needs_archive').notNull().default(true),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** What must not be erased or deleted, because somebody may need it before a court. Two people make it, and two end it. */
export const legalHold = pgTable(
  'legal_hold',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    reason: text('reason').notNull(),
    kind: text('kind', { enum: ['person', 'project', 'range'] }).notNull(),
    userId: uuid('user_id'),
    projectId: uuid('project_id'),
    /** The project's public id, by which audit entries name it. */
    heldResource: text('held_resource'),
    fromAt: at('from_at'),
    toAt: at('to_at'),
    state: text('state', { enum: ['proposed', 'active', 'release_proposed', 'released'] })
      .notNull()
      .default('proposed'),
    createdBy: uuid('created_by').notNull(),
    approvedBy: uuid('approved_by'),
    approvedAt: at('approved_at'),
    releaseReason: text('release_reason'),
    releaseBy: uuid('release_by'),
    releasedBy: uuid('released_by'),
    releasedAt: at('released_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.projectId], foreignColumns: [project.tenantId, project.id] }),
  ],
);

/** Calls whose tags named a person who was erased: the digest that their batch was made with, so that its root stays provable. */
export const usageErasure = pgTable(
  'usage_erasure',
  {
    tenantId: tenantId(),
    eventId: uuid('event_id').notNull(),
    batchId: uuid('batch_id').notNull(),
    digest: bytes('digest').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.eventId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('usage_erasure_batch').on(table.tenantId, table.batchId),
  ],
);
