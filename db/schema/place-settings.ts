import { foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** A tool that a team works with. */
export interface StoredTool {
  readonly kind: string;
  readonly name: string;
  readonly url: string | null;
  /** Told of alerts and approvals of the place; absent in what was stored before tools had channels. */
  readonly channel_id?: string | null;
}

/** What the tenant, a department or a team sets for itself beyond money and routing; what is null is inherited. */
export const placeSetting = pgTable(
  'place_setting',
  {
    tenantId: tenantId(),
    placeKind: text('place_kind', { enum: ['tenant', 'department', 'team'] }).notNull(),
    /** Of the department or team; the tenant's own for the tenant. */
    placeId: uuid('place_id').notNull(),
    managerId: uuid('manager_id'),
    dataRetentionDays: integer('data_retention_days'),
    securityLevel: text('security_level', { enum: ['standard', 'elevated', 'strict'] }),
    collaborationTools: jsonb('collaboration_tools').$type<readonly StoredTool[]>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.placeKind, table.placeId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.managerId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
  ],
);
