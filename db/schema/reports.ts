import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** A report that is sent again and again. What it may show is what its author may see, asked anew at each run. */
export const reportSchedule = pgTable(
  'report_schedule',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    /** A kind of lib/reports/kinds. */
    kind: text('kind').notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project', 'cost_center'] }).notNull(),
    /** Null for the tenant. */
    scopeId: uuid('scope_id'),
    /** Sections of the kind; empty for all. */
    sections: text('sections').array().notNull().default([]),
    format: text('format', { enum: ['csv', 'xlsx', 'pdf', 'json'] }).notNull(),
    frequency: text('frequency', { enum: ['daily', 'weekly', 'monthly', 'quarterly'] }).notNull(),
    /** ISO 8601, Monday is 1; of weekly ones. */
    weekday: smallint('weekday').notNull().default(1),
    /** Of monthly and quarterly ones; the last day of shorter months. */
    monthDay: smallint('month_day').notNull().default(1),
    /** As clocks show it, such as 08:30. */
    localTime: text('local_time').notNull(),
    /** IANA; null: of each recipient their own. */
    timeZone: text('time_zone'),
    delivery: text('delivery', { enum: ['attachment', 'link'] }).notNull(),
    status: text('status', { enum: ['active', 'paused'] })
      .notNull()
      .default('active'),
    /** Why it is paused, where nobody paused it. */
    pausedReason: text('paused_reason'),
    authorId: uuid('author_id').notNull(),
    /** When to look for due recipients next; null while it is paused. After a failure it is later than what is due. */
    nextRunAt: at('next_run_at'),
    /** What fell due before this was sent, or is none of this schedule's any more. */
    dueFromAt: at('due_from_at').notNull().defaultNow(),
    /** Failed attempts at the run that is due. */
    attempts: smallint('attempts').notNull().default(0),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.authorId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('report_schedule_due').on(table.tenantId, table.nextRunAt).where(sql`status = 'active'`),
  ],
);

/** One recipient of a schedule. Rows stay when an address is taken off, so that whoever unsubscribed stays so. */
export const reportSubscription = pgTable(
  'report_subscription',
  {
    tenantId: tenantId(),
    id: id(),
    scheduleId: uuid('schedule_id').notNull(),
    /** In lower case. */
    email: text('email').notNull(),
    /** The member whose address it is; null for an address outside. */
    userId: uuid('user_id'),
    /** Of the secret in the link to unsubscribe (lib/mail/link-token.ts). */
    tokenHash: text('token_hash').notNull(),
    unsubscribedAt: at('unsubscribed_at'),
    /** When the author took the address off. */
    removedAt: at('removed_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.scheduleId], foreignColumns: [reportSchedule.tenantId, reportSchedule.id] }).onDelete(
      'cascade',
    ),
    uniqueIndex('report_subscription_email').on(table.tenantId, table.scheduleId, table.email),
    // Whoever follows the link names no tenant.
    uniqueIndex('report_subscription_token').on(table.tokenHash, table.tenantId),
  ],
);

/** What became of one period for one recipient: written with its message, so that there is one of both or none. */
export const reportDelivery = pgTable(
  'report_delivery',
  {
    tenantId: tenantId(),
    id: id(),
    scheduleId: uuid('schedule_id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    recipient: text('recipient').notNull(),
    /** The local day it was due on, such as 2026-11-16. */
    dueDay: text('due_day').notNull(),
    periodStartAt: at('period_start_at').notNull(),
    periodEndAt: at('period_end_at').notNull(),
    timeZone: text('time_zone').notNull(),
    /** mailed: what became of the message stands with the message. */
    state: text('state', { enum: ['mailed', 'skipped', 'failed'] }).notNull(),
    reason: text('reason'),
    mailId: uuid('mail_id'),
    fileId: uuid('file_id'),
    dueAt: at('due_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.scheduleId], foreignColumns: [reportSchedule.tenantId, reportSchedule.id] }).onDelete(
      'cascade',
    ),
    uniqueIndex('report_delivery_period').on(table.tenantId, table.scheduleId, table.subscriptionId, table.dueDay),
    index('report_delivery_file').on(table.tenantId, table.fileId),
  ],
);

/** A file that somebody asked for: small ones are written at once, large ones by a job that goes on where it stopped. */
export const reportExport = pgTable(
  'report_export',
  {
    tenantId: tenantId(),
    id: id(),
    authorId: uuid('author_id').notNull(),
    /** What is in it: a subject of lib/reports/exports. */
    subject: text('subject').notNull(),
    /** The subject's input in wire form. */
    request: jsonb('request').$type<Record<string, unknown>>().notNull(),
    format: text('format', { enum: ['csv', 'xlsx', 'pdf', 'json'] }).notNull(),
    state: text('state', { enum: ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired'] }).notNull(),
    rowsDone: bigint('rows_done', { mode: 'number' }).notNull().default(0),
    /** Counted when it began; null before that. */
    rowsTotal: bigint('rows_total', { mode: 'number' }),
    /** The last row that is in the file. */
    position: text('position'),
    /** Parts of the file that are written. */
    parts: integer('parts').notNull().default(0),
    fileId: uuid('file_id').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    /** When the next process may go on with it. */
    nextAttemptAt: at('next_attempt_at').notNull().defaultNow(),
    error: text('error'),
    createdAt: createdAt(),
    finishedAt: at('finished_at'),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.authorId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('report_export_author').on(table.tenantId, table.authorId),
    index('report_export_due').on(table.tenantId, table.nextAttemptAt).where(sql`state in ('queued', 'running')`),
  ],
);
