import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, version } from './columns.ts';
import { tenant } from './organization.ts';

/** Something that went wrong and that somebody has to look at; one row however often it is seen until it is resolved. */
export const incident = pgTable(
  'incident',
  {
    tenantId: tenantId(),
    id: id(),
    /** What noticed it, such as `conservation`. */
    source: text('source').notNull(),
    /** The same fault of the same source: seen again, it is counted and not opened a second time. */
    fingerprint: text('fingerprint').notNull(),
    severity: text('severity', { enum: ['info', 'warning', 'critical'] }).notNull(),
    title: text('title').notNull(),
    summary: text('summary').notNull(),
    /** Facts as its source has them; amounts as decimal texts. */
    detail: jsonb('detail').$type<Record<string, unknown>>().notNull(),
    state: text('state', { enum: ['open', 'acknowledged', 'resolved'] })
      .notNull()
      .default('open'),
    openedAt: at('opened_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    /** How often its source has seen it. */
    seenCount: integer('seen_count').notNull().default(1),
    /** When its source first found it gone; null again as soon as it is back. */
    clearedAt: at('cleared_at'),
    acknowledgedAt: at('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by'),
    resolvedAt: at('resolved_at'),
    resolvedBy: uuid('resolved_by'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('incident_unresolved').on(table.tenantId, table.source, table.fingerprint).where(sql`state <> 'resolved'`),
    index('incident_opened').on(table.tenantId, table.openedAt),
  ],
);

/** One step in the life of an incident; append-only. */
export const incidentEntry = pgTable(
  'incident_entry',
  {
    tenantId: tenantId(),
    id: id(),
    incidentId: uuid('incident_id').notNull(),
    kind: text('kind', { enum: ['opened', 'cleared', 'returned', 'acknowledged', 'resolved', 'comment'] }).notNull(),
    /** Null for what its source did. */
    userId: uuid('user_id'),
    note: text('note').notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.incidentId], foreignColumns: [incident.tenantId, incident.id] }),
    index('incident_entry_incident').on(table.tenantId, table.incidentId),
  ],
);

/** How far a tenant's calls, sums, ledger and budgets were last compared, and what came of it. */
export const conservationCheck = pgTable(
  'conservation_check',
  {
    tenantId: tenantId(),
    checkedAt: at('checked_at').notNull(),
    /** Of the last run; 0 means that everything agreed. */
    differences: integer('differences').notNull(),
    /** The past is walked day by day: everything from the first call to here was compared in the walk under way. */
    walkedToAt: at('walked_to_at'),
    /** Kinds of differences that the walk under way has met. */
    found: text('found').array().notNull().default(sql`'{}'`),
    /** When a walk last reached the present. */
    walkedWholeAt: at('walked_whole_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
