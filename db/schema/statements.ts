import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** What a scope cost in a closed period, as it was stated; append-only, numbered without gaps in each tenant. */
export const statement = pgTable(
  'statement',
  {
    tenantId: tenantId(),
    id: id(),
    number: integer('number').notNull(),
    /** invoice: the scope is charged for it; statement: it is shown. */
    document: text('document', { enum: ['statement', 'invoice'] }).notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project', 'cost_center'] }).notNull(),
    /** The UUID of the entity; empty for the tenant. */
    scopeValue: text('scope_value').notNull().default(''),
    /** Names, recipients and terms are those of the day it was issued on. */
    scopeName: text('scope_name').notNull(),
    tenantName: text('tenant_name').notNull(),
    periodKind: text('period_kind', { enum: ['month', 'quarter'] }).notNull(),
    calendar: text('calendar', { enum: ['calendar', 'fiscal'] }).notNull(),
    periodStartAt: at('period_start_at').notNull(),
    periodEndAt: at('period_end_at').notNull(),
    periodLabel: text('period_label').notNull(),
    timeZone: text('time_zone').notNull(),
    calls: bigint('calls', { mode: 'number' }).notNull(),
    usageNanoUsd: nanoUsd('usage_nano_usd').notNull(),
    adjustmentsNanoUsd: nanoUsd('adjustments_nano_usd').notNull(),
    /** The sum of both; to be paid is this, rounded to cents once. */
    payableCents: bigint('payable_cents', { mode: 'bigint' }).notNull(),
    /** Issuer, recipients, cost center and terms (lib/contracts/statements.ts). */
    terms: jsonb('terms').$type<Record<string, unknown>>().notNull(),
    dueAt: at('due_at'),
    issuedAt: createdAt(),
    /** Null where the month-end job issued it. */
    issuedBy: uuid('issued_by'),
    /** SHA-256 over the statement and its lines, in hexadecimal digits. */
    digest: text('digest').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('statement_number').on(table.tenantId, table.number),
    uniqueIndex('statement_period').on(table.tenantId, table.scopeKind, table.scopeValue, table.periodStartAt),
    index('statement_issued').on(table.tenantId, table.issuedAt),
  ],
);

/** One line; the lines of a statement sum to its total, to the nano-dollar. */
export const statementLine = pgTable(
  'statement_line',
  {
    tenantId: tenantId(),
    statementId: uuid('statement_id').notNull(),
    position: integer('position').notNull(),
    kind: text('kind', { enum: ['usage', 'correction', 'adjustment'] }).notNull(),
    teamId: uuid('team_id'),
    teamName: text('team_name'),
    provider: text('provider'),
    model: text('model'),
    costCenter: text('cost_center'),
    description: text('description').notNull(),
    calls: bigint('calls', { mode: 'number' }).notNull().default(0),
    inputTokens: bigint('input_tokens', { mode: 'number' }).notNull().default(0),
    outputTokens: bigint('output_tokens', { mode: 'number' }).notNull().default(0),
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** The earlier statement that a correction is of. */
    ofStatementId: uuid('of_statement_id'),
    /** The ledger entry that an adjustment states. */
    ledgerEntryId: uuid('ledger_entry_id'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.statementId, table.position] }),
    foreignKey({ columns: [table.tenantId, table.statementId], foreignColumns: [statement.tenantId, statement.id] }),
    index('statement_line_correction').on(table.tenantId, table.ofStatementId).where(sql`of_statement_id is not null`),
    index('statement_line_ledger').on(table.tenantId, table.ledgerEntryId).where(sql`ledger_entry_id is not null`),
  ],
);

/** How an organization states and charges what its parts use. */
export const statementSetting = pgTable(
  'statement_setting',
  {
    tenantId: tenantId(),
    /** As lib/contracts/statement-settings.ts has it. */
    settings: jsonb('settings').$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
