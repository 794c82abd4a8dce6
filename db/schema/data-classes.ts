import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** Classes of data and how each is handled: the tenant's, and what departments and teams add. */
export const dataClassSetting = pgTable(
  'data_class_setting',
  {
    tenantId: tenantId(),
    placeKind: text('place_kind', { enum: ['tenant', 'department', 'team'] }).notNull(),
    /** Of the department or team; the tenant's own for the tenant. */
    placeId: uuid('place_id').notNull(),
    levels: jsonb('levels').$type<unknown>().notNull(),
    /** What is looked for; null for departments and teams, which look for what the tenant does. */
    detection: jsonb('detection').$type<unknown>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.placeKind, table.placeId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** How much of calls is kept; a tenant without a row keeps nothing. */
export const contentLogSetting = pgTable(
  'content_log_setting',
  {
    tenantId: tenantId(),
    rules: jsonb('rules').$type<unknown>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** What was said in a call, sealed; apart from usage, so that no list of calls ever reads it. */
export const callContent = pgTable(
  'call_content',
  {
    tenantId: tenantId(),
    /** The call's id, whose millisecond is when it came. */
    callId: uuid('call_id').notNull(),
    level: text('level', { enum: ['metadata', 'redacted', 'full'] }).notNull(),
    dataClass: text('data_class', { enum: ['public', 'internal', 'confidential', 'restricted'] }),
    teamId: uuid('team_id'),
    userId: uuid('user_id'),
    /** Bytes as they were, before anything was left out. */
    requestBytes: integer('request_bytes').notNull(),
    answerBytes: integer('answer_bytes').notNull(),
    encryptionKeyId: uuid('encryption_key_id'),
    /** AES-256-GCM ciphertexts; null where only metadata is kept. */
    request: bytes('request'),
    answer: bytes('answer'),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.callId] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    index('call_content_expiry').on(table.tenantId, table.expiresAt),
    index('call_content_person').on(table.tenantId, table.userId),
  ],
);
