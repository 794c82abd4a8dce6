import { sql } from 'drizzle-orm';
import { customType, foreignKey, index, inet, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId } from './columns.ts';
import { tenant } from './organization.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Who did what to what: append-only, written in the transaction of the change. */
export const auditEntry = pgTable(
  'audit_entry',
  {
    tenantId: tenantId(),
    id: id(),
    occurredAt: at('occurred_at').notNull(),
    actorKind: text('actor_kind', { enum: ['user', 'token', 'client', 'system', 'anonymous'] }).notNull(),
    actorId: uuid('actor_id'),
    /** E-mail or process name at the time, so that the entry reads well after the account is gone. */
    actorName: text('actor_name').notNull(),
    action: text('action').notNull(),
    resourceKind: text('resource_kind').notNull(),
    resourceId: text('resource_id').notNull(),
    result: text('result', { enum: ['success', 'denied', 'failed'] })
      .notNull()
      .default('success'),
    before: jsonb('before'),
    after: jsonb('after'),
    ip: inet('ip'),
    userAgent: text('user_agent').notNull().default(''),
    requestId: uuid('request_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    // Each ends in the id, which sorts by time, so that the newest entries of a filter are read without sorting.
    index('audit_entry_resource').on(table.tenantId, table.resourceKind, table.resourceId, table.id),
    index('audit_entry_actor').on(table.tenantId, table.actorId, table.id),
    index('audit_entry_action').on(table.tenantId, table.action, table.id),
    // Batches of calls are many and asked for by name only.
    index('audit_entry_listed').on(table.tenantId, table.id).where(sql`action <> 'usage.batch'`),
    // Who was nobody is found by name.
    index('audit_entry_nameless').on(table.tenantId, table.actorName, table.id).where(sql`actor_id is null and action <> 'usage.batch'`),
  ],
);

/** The names, actions and kinds that sealed entries bear, each once: a search looks through these few and then knows whose entries to read. */
export const auditTerm = pgTable(
  'audit_term',
  {
    tenantId: tenantId(),
    kind: text('kind', { enum: ['actor', 'action', 'resource'] }).notNull(),
    term: text('term').notNull(),
    /** Of an actor's name: whose; zeros for nobody's, and for actions and kinds. */
    actorId: uuid('actor_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.kind, table.term, table.actorId] }),
    index('audit_term_actor').on(table.tenantId, table.actorId),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** Events on their way out: written with the change, relayed after the commit. */
export const outboxEvent = pgTable(
  'outbox_event',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    payload: jsonb('payload').notNull(),
    createdAt: createdAt(),
    relayedAt: at('relayed_at'),
    /** When it was handed to the channels that want to be told of it. */
    notifiedAt: at('notified_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('outbox_event_waiting').on(table.tenantId, table.id).where(sql`relayed_at is null`),
    index('outbox_event_untold').on(table.tenantId, table.createdAt).where(sql`notified_at is null`),
  ],
);

/** The stored answer of a management write that carried an Idempotency-Key. */
export const idempotencyRecord = pgTable(
  'idempotency_record',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    key: text('key').notNull(),
    operation: text('operation').notNull(),
    requestHash: text('request_hash').notNull(),
    status: smallint('status').notNull(),
    /** The answer's JSON, sealed: it may hold a secret that is shown once. */
    body: bytes('body'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.userId, table.key] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('idempotency_record_age').on(table.tenantId, table.createdAt),
  ],
);
