import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { costCenter } from './cost-centers.ts';
import { role, userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** People who are given the same roles and cost center. Named `user_group` because `group` is a reserved word of SQL. */
export const userGroup = pgTable(
  'user_group',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** Who keeps its name and members: people here, or the identity provider. */
    origin: text('origin', { enum: ['manual', 'scim', 'sso'] })
      .notNull()
      .default('manual'),
    /** What the identity provider calls it: SCIM's externalId, or the connection and the value of the claim. Null for those made by hand. */
    externalId: text('external_id'),
    costCenterId: uuid('cost_center_id'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.costCenterId], foreignColumns: [costCenter.tenantId, costCenter.id] }),
    uniqueIndex('user_group_name').on(table.tenantId, sql`lower(${table.name})`),
    uniqueIndex('user_group_external').on(table.tenantId, table.origin, table.externalId),
  ],
);

/** Who is in a group. */
export const groupMember = pgTable(
  'group_member',
  {
    tenantId: tenantId(),
    groupId: uuid('group_id').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.groupId, table.userId] }),
    foreignKey({ columns: [table.tenantId, table.groupId], foreignColumns: [userGroup.tenantId, userGroup.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('group_member_user').on(table.tenantId, table.userId),
  ],
);

/** Grants a role to everybody in a group, as `role_assignment` does to one person. */
export const groupRole = pgTable(
  'group_role',
  {
    tenantId: tenantId(),
    id: id(),
    groupId: uuid('group_id').notNull(),
    roleId: uuid('role_id').notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    /** Null for the tenant. */
    scopeId: uuid('scope_id'),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.groupId], foreignColumns: [userGroup.tenantId, userGroup.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [role.tenantId, role.id] }),
    uniqueIndex('group_role_once').on(
      table.tenantId,
      table.groupId,
      table.roleId,
      table.scopeKind,
      sql`coalesce(${table.scopeId}, ${table.tenantId})`,
    ),
  ],
);
