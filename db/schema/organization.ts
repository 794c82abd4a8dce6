import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';

/** The organization. `tenant_id` is its id, so that one row-level policy fits every table. */
export const tenant = pgTable('tenant', {
  tenantId: tenantId().primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['customer', 'demo', 'platform'] })
    .notNull()
    .default('customer'),
  status: text('status', { enum: ['active', 'suspended'] })
    .notNull()
    .default('active'),
  residency: text('residency').notNull().default('global'),
  timeZone: text('time_zone').notNull().default('UTC'),
  /** What a call on a model without a price does: refuse it, hold and book the dearest price there is, or serve it and mark the event unpriced. */
  unpricedPolicy: text('unpriced_policy', { enum: ['block', 'hold', 'flag'] })
    .notNull()
    .default('block'),
  /** Who lets a new price list into force: nobody needs to, one person, or two. */
  priceReview: text('price_review', { enum: ['automatic', 'review', 'four_eyes'] })
    .notNull()
    .default('automatic'),
  settings: jsonb('settings').$type<Record<string, unknown>>().notNull().default({}),
  /** What the platform sells: the plan, and limits that the tenant's own settings do not go beyond. Null where nobody runs a platform. */
  ceiling: jsonb('ceiling').$type<Record<string, unknown>>(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  version: version(),
});

export const department = pgTable(
  'department',
  {
    tenantId: tenantId(),
    id: id(),
    parentId: uuid('parent_id'),
    name: text('name').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.parentId], foreignColumns: [table.tenantId, table.id] }),
    uniqueIndex('department_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

export const team = pgTable(
  'team',
  {
    tenantId: tenantId(),
    id: id(),
    departmentId: uuid('department_id'),
    parentId: uuid('parent_id'),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.departmentId], foreignColumns: [department.tenantId, department.id] }),
    foreignKey({ columns: [table.tenantId, table.parentId], foreignColumns: [table.tenantId, table.id] }),
    uniqueIndex('team_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
    index('team_department').on(table.tenantId, table.departmentId),
    // Of the teams nested in a team: without it each row of the tree reads all teams.
    index('team_parent').on(table.tenantId, table.parentId).where(sql`parent_id is not null`),
  ],
);
