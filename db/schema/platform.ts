import { sql } from 'drizzle-orm';
import { bigint, date, foreignKey, index, integer, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, nanoUsd, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/**
 * How a tenant used Tollgate on one day (UTC), for those who run the platform: sums and counts, nobody's name. Written by
 * `note_tenant_day` (db/functions/platform.sql), kept for good.
 */
export const tenantDay = pgTable(
  'tenant_day',
  {
    tenantId: tenantId(),
    day: date('day').notNull(),
    /** Active accounts of people at the end of the day. */
    people: integer('people').notNull(),
    /** People who were signed in or called on the day, and in the thirty days that end with it. */
    activeDay: integer('active_day').notNull(),
    activeMonth: integer('active_month').notNull(),
    /** Those of the thirty days before, and how many of them were active in the thirty days that end with this one. */
    activeMonthBefore: integer('active_month_before').notNull(),
    returned: integer('returned').notNull(),
    requests: bigint('requests', { mode: 'number' }).notNull(),
    failed: bigint('failed', { mode: 'number' }).notNull(),
    costNanoUsd: nanoUsd('cost_nano_usd').notNull(),
    /** What answers from the cache would have cost. */
    savedNanoUsd: nanoUsd('saved_nano_usd').notNull(),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.day] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** Somebody of the platform asks to look into a tenant. Nothing is open to them before somebody there agrees, and not after `ends_at`. */
export const supportAccess = pgTable(
  'support_access',
  {
    tenantId: tenantId(),
    id: id(),
    state: text('state', { enum: ['asked', 'granted', 'refused', 'ended'] })
      .notNull()
      .default('asked'),
    reason: text('reason').notNull(),
    /** How long it holds from the moment it is granted. */
    hours: smallint('hours').notNull(),
    /** The operator, a person of the platform's tenant. */
    operatorId: uuid('operator_id').notNull(),
    operatorName: text('operator_name').notNull(),
    operatorEmail: text('operator_email').notNull(),
    decidedBy: uuid('decided_by'),
    decidedAt: at('decided_at'),
    endsAt: at('ends_at'),
    /** The account that the operator works with while it holds. */
    userId: uuid('user_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('support_access_created').on(table.tenantId, table.createdAt),
    index('support_access_ends').on(table.endsAt).where(sql`state = 'granted'`),
  ],
);

/** In the platform's tenant: where each request for access lies, by its id. */
export const supportCase = pgTable(
  'support_case',
  {
    tenantId: tenantId(),
    id: id(),
    ofTenantId: uuid('of_tenant_id').notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
  ],
);
