import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** A named alias that callers use in place of a model. What it does lies in its versions; the draft is the next of them. */
export const route = pgTable(
  'route',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** A definition (lib/contracts/route-definition.ts) that is not published yet; null when nothing was changed since. */
    draft: jsonb('draft').$type<unknown>(),
    draftSavedAt: at('draft_saved_at'),
    draftSavedBy: uuid('draft_saved_by'),
    /** The version in force; null before the first. */
    publishedVersion: integer('published_version'),
    publishedAt: at('published_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('route_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** What was published, for good: no role may change or delete a row, so a rollback finds exactly what was in force. */
export const routeVersion = pgTable(
  'route_version',
  {
    tenantId: tenantId(),
    routeId: uuid('route_id').notNull(),
    /** From 1 on, without gaps. */
    number: integer('number').notNull(),
    definition: jsonb('definition').$type<unknown>().notNull(),
    note: text('note').notNull().default(''),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.routeId, table.number] }),
    foreignKey({ columns: [table.tenantId, table.routeId], foreignColumns: [route.tenantId, route.id] }),
  ],
);

/** Which targets the tenant, a department or a team prefers where several connections serve the model a caller named. */
export const routingPreference = pgTable(
  'routing_preference',
  {
    tenantId: tenantId(),
    id: id(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team'] }).notNull(),
    /** The department or team; the tenant's own id for the whole tenant. */
    scopeId: uuid('scope_id').notNull(),
    /** In the order of preference; connections come before providers. Empty inherits. */
    connectionIds: uuid('connection_ids').array().notNull().default([]),
    providers: text('providers').array().notNull().default([]),
    /** How far cost decides; null inherits. */
    optimization: text('optimization', { enum: ['off', 'balanced', 'aggressive'] }),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('routing_preference_scope').on(table.tenantId, table.scopeKind, table.scopeId),
  ],
);

/** How a target is as one gateway process sees it; each writes its own rows every few seconds and replaces them. */
export const targetStatus = pgTable(
  'target_status',
  {
    tenantId: tenantId(),
    /** The process; what it wrote counts as long as `seen_at` is fresh. */
    processId: uuid('process_id').notNull(),
    /** The machine of the process; its processes share their circuits. Empty where an older release wrote the row. */
    host: text('host').notNull().default(''),
    connectionId: uuid('connection_id').notNull(),
    model: text('model').notNull(),
    circuit: text('circuit', { enum: ['closed', 'open', 'half_open'] }).notNull(),
    /** Until when calls keep away, and why: `repeated_faults`, or the code of the error that asked for a pause. */
    circuitReadyAt: at('circuit_ready_at'),
    circuitWhy: text('circuit_why'),
    running: integer('running').notNull(),
    waiting: integer('waiting').notNull(),
    /** Attempts that ended within the last five minutes, and those of them that failed. */
    attempts: integer('attempts').notNull(),
    faults: integer('faults').notNull(),
    /** Peak EWMA; null before the first measurement. */
    firstTokenMs: integer('first_token_ms'),
    latencyMs: integer('latency_ms'),
    /** Counts by bucket of lib/usage/latency-buckets.ts over the same five minutes, and faults by kind. */
    figures: jsonb('figures')
      .$type<{ latency: Record<string, number>; first_token: Record<string, number>; faults: Record<string, number> }>()
      .notNull(),
    lastFault: text('last_fault'),
    lastFaultAt: at('last_fault_at'),
    seenAt: at('seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.processId, table.connectionId, table.model] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    // Nearly all circuits are closed, so that what every process asks every two seconds is found in next to nothing.
    index('target_status_troubled').on(table.host).where(sql`circuit <> 'closed'`),
  ],
);

/**
 * What one gateway process met at a connection within five minutes, all models together; kept for two days. It counts attempts,
 * those that another one made good among them, and so tells how a provider is; usage events tell how calls were.
 */
export const connectionSpan = pgTable(
  'connection_span',
  {
    tenantId: tenantId(),
    connectionId: uuid('connection_id').notNull(),
    /** Five minutes begin here; spans of different processes overlap. */
    fromAt: at('from_at').notNull(),
    processId: uuid('process_id').notNull(),
    attempts: integer('attempts').notNull(),
    faults: integer('faults').notNull(),
    /** As those of `target_status`. */
    figures: jsonb('figures')
      .$type<{ latency: Record<string, number>; first_token: Record<string, number>; faults: Record<string, number> }>()
      .notNull(),
    lastSuccessAt: at('last_success_at'),
    lastFault: text('last_fault'),
    lastFaultAt: at('last_fault_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.fromAt, table.processId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** How a gateway process is, whichever tenants it serves; each writes its own row every few seconds. */
export const gatewayProcess = pgTable('gateway_process', {
  processId: uuid('process_id').primaryKey(),
  /** The machine. */
  host: text('host').notNull(),
  startedAt: at('started_at').notNull(),
  /** How late its event loop was of late, at the 99th percentile. */
  loopDelayMs: integer('loop_delay_ms').notNull(),
  /** Settlements on its disk that are not in the database, and the age of the oldest. */
  postingQueued: integer('posting_queued').notNull(),
  postingLagMs: integer('posting_lag_ms').notNull(),
  /** Why calls are not recorded as they should be. */
  fault: text('fault'),
  seenAt: at('seen_at').notNull(),
});
