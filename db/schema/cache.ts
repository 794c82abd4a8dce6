import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

/** How a tenant's answers are kept; a tenant without a row keeps none. */
export const cacheSettings = pgTable(
  'cache_settings',
  {
    tenantId: tenantId(),
    /** off · opt_in (calls that ask for it) · all (calls that do not refuse it). */
    mode: text('mode', { enum: ['off', 'opt_in', 'all'] })
      .notNull()
      .default('off'),
    ttlSeconds: integer('ttl_seconds').notNull().default(3600),
    /** Who shares answers with whom; never anybody across tenants. */
    isolation: text('isolation', { enum: ['tenant', 'department', 'team', 'key'] })
      .notNull()
      .default('team'),
    /** Teams that share the kept answers of another team; names of people or texts are in none of it. */
    loans: jsonb('loans').$type<readonly { readonly team: string; readonly borrower: string }[]>().notNull().default([]),
    /** Whether a request that means the same as an earlier one is answered as that one was. */
    isSemantic: boolean('is_semantic').notNull().default(false),
    /** A model of the tenant's that turns texts into vectors; null for the one built in. */
    embeddingModel: text('embedding_model'),
    /** The least cosine similarity of two last turns, in thousandths. */
    similarityPermille: smallint('similarity_permille').notNull().default(950),
    /** Grows with each clearing: what was kept under an earlier number is never written late. */
    epoch: integer('epoch').notNull().default(1),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** An answer that is told again to the same request. */
export const cacheEntry = pgTable(
  'cache_entry',
  {
    tenantId: tenantId(),
    /** Keyed hash, in hexadecimal, over everything that shapes the answer and over who may share it. */
    key: text('key').notNull(),
    /** Who may share it, such as `team:<uuid>`. */
    scope: text('scope').notNull(),
    /** Keyed hash over everything but the last turn; null where no similar request may be answered with it. */
    contextKey: text('context_key'),
    protocol: text('protocol').notNull(),
    model: text('model').notNull(),
    streamed: boolean('streamed').notNull(),
    answerBytes: integer('answer_bytes').notNull(),
    /** What the answer cost when it was made. */
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    encryptionKeyId: uuid('encryption_key_id').notNull(),
    /** AES-256-GCM ciphertext of the answer with what is needed to tell it again. */
    answer: bytes('answer').notNull(),
    /** AES-256-GCM ciphertext of the last turn and its vector; null as `context_key` is. */
    turn: bytes('turn'),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    index('cache_entry_context').on(table.tenantId, table.contextKey, table.createdAt).where(sql`context_key is not null`),
    index('cache_entry_expiry').on(table.tenantId, table.expiresAt),
  ],
);

/** One version of a tenant's rules for changing requests on their way; the newest is in force. */
export const transformationSet = pgTable(
  'transformation_set',
  {
    tenantId: tenantId(),
    version: version(),
    rules: jsonb('rules').$type<unknown[]>().notNull(),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.version] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** A gateway call that was sent with an Idempotency-Key (money.md): claimed before its hold, kept for a day. */
export const idempotentCall = pgTable(
  'idempotent_call',
  {
    tenantId: tenantId(),
    /** Keyed hash of the virtual key's id and the Idempotency-Key, in hexadecimal. */
    key: text('key').notNull(),
    /** Keyed hash of the request. */
    requestHash: text('request_hash').notNull(),
    /** The call that claimed it. */
    callId: uuid('call_id').notNull(),
    state: text('state', { enum: ['running', 'completed'] })
      .notNull()
      .default('running'),
    /** By then the call that claimed it has ended, whatever became of it. */
    busyUntilAt: at('busy_until_at').notNull(),
    encryptionKeyId: uuid('encryption_key_id'),
    /** AES-256-GCM ciphertext of the answer; null while the call runs, and for answers that are too large to keep. */
    answer: bytes('answer'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.key] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('idempotent_call_age').on(table.tenantId, table.createdAt),
  ],
);
