import {
  bigint,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { connection, encryptionKey } from './gateway.ts';
import { tenant } from './organization.ts';

const outcomes = ['matched', 'explained', 'unexplained'] as const;

/** One comparison of what a provider says it served and what was metered, as it came out on the day it was made. */
export const reconciliation = pgTable(
  'reconciliation',
  {
    tenantId: tenantId(),
    id: id(),
    provider: text('provider').notNull(),
    source: text('source', { enum: ['csv', 'api'] }).notNull(),
    /** A name of lib/reconciliations/formats or …/reports. */
    format: text('format').notNull(),
    connectionId: uuid('connection_id'),
    /** Days in UTC, as providers report; the last one exclusive. */
    fromDay: date('from_day').notNull(),
    toDay: date('to_day').notNull(),
    state: text('state', { enum: outcomes }).notNull(),
    /** Null where the provider told tokens and no cost. */
    providerNanoUsd: nanoUsd('provider_nano_usd'),
    ownNanoUsd: nanoUsd('own_nano_usd').notNull(),
    createdAt: createdAt(),
    createdBy: uuid('created_by').notNull(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('reconciliation_created').on(table.tenantId, table.createdAt),
  ],
);

/** Why a row differs, with the part of the difference that it accounts for. */
export interface StoredExplanation {
  readonly reason: string;
  readonly nanoUsd: string;
  readonly text: string;
}

/** One day of one model. */
export const reconciliationRow = pgTable(
  'reconciliation_row',
  {
    tenantId: tenantId(),
    reconciliationId: uuid('reconciliation_id').notNull(),
    position: integer('position').notNull(),
    day: date('day').notNull(),
    model: text('model').notNull(),
    state: text('state', { enum: outcomes }).notNull(),
    providerNanoUsd: nanoUsd('provider_nano_usd'),
    providerTokens: bigint('provider_tokens', { mode: 'number' }),
    ownNanoUsd: nanoUsd('own_nano_usd').notNull(),
    ownTokens: bigint('own_tokens', { mode: 'number' }).notNull(),
    ownCalls: bigint('own_calls', { mode: 'number' }).notNull(),
    explanations: jsonb('explanations').$type<readonly StoredExplanation[]>().notNull(),
    /** Presumed calls that this is evidence of, what they were presumed to cost, and what they cost by it. */
    presumedCalls: integer('presumed_calls').notNull().default(0),
    presumedNanoUsd: nanoUsd('presumed_nano_usd'),
    evidencedNanoUsd: nanoUsd('evidenced_nano_usd'),
    appliedAt: at('applied_at'),
    appliedBy: uuid('applied_by'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.reconciliationId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.reconciliationId], foreignColumns: [reconciliation.tenantId, reconciliation.id] }),
  ],
);

/** A connection whose provider is asked for its cost report again and again, and how far that has come. */
export const reconciliationSchedule = pgTable(
  'reconciliation_schedule',
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid('connection_id').notNull(),
    /** Days of one comparison, and hours after the last of them until the provider's figures are taken as final. */
    everyDays: smallint('every_days').notNull(),
    waitHours: smallint('wait_hours').notNull(),
    tolerancePercent: doublePrecision('tolerance_percent').notNull(),
    /** A key that may read the organization's costs, sealed as credentials of connections are; null for the connection's own. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    /** Where the key may be sent: the origin of the connection's address when it was given. */
    credentialOrigin: text('credential_origin'),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    /** The first day in UTC that was not compared yet. */
    comparedTo: date('compared_to').notNull(),
    nextAttemptAt: at('next_attempt_at').notNull(),
    failures: smallint('failures').notNull().default(0),
    failingSinceAt: at('failing_since_at'),
    lastError: text('last_error'),
    lastReconciliationId: uuid('last_reconciliation_id'),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('reconciliation_schedule_connection').on(table.tenantId, table.connectionId),
    index('reconciliation_schedule_due').on(table.tenantId, table.nextAttemptAt),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [connection.tenantId, connection.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({
      columns: [table.tenantId, table.lastReconciliationId],
      foreignColumns: [reconciliation.tenantId, reconciliation.id],
    }),
  ],
);
