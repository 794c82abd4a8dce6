import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** Whom costs are charged to in the organization's books. */
export const costCenter = pgTable(
  'cost_center',
  {
    tenantId: tenantId(),
    id: id(),
    /** As the books name it, such as `4711`. */
    code: text('code').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    parentId: uuid('parent_id'),
    managerId: uuid('manager_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.parentId], foreignColumns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.managerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('cost_center_code').on(table.tenantId, sql`lower(${table.code})`).where(sql`archived_at is null`),
  ],
);

/** Splits what a team, project or key uses over cost centers, for calls from one time to another. */
export const costAllocation = pgTable(
  'cost_allocation',
  {
    tenantId: tenantId(),
    id: id(),
    sourceKind: text('source_kind', { enum: ['team', 'project', 'key'] }).notNull(),
    sourceId: uuid('source_id').notNull(),
    /** Sum to a million parts; in the order of the ids. */
    shares: jsonb('shares').$type<readonly { readonly costCenterId: string; readonly partsPerMillion: number }[]>().notNull(),
    validFromAt: at('valid_from_at').notNull(),
    /** Exclusive; null for no end. */
    validUntilAt: at('valid_until_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('cost_allocation_source').on(table.tenantId, table.sourceKind, table.sourceId, table.validFromAt),
  ],
);
