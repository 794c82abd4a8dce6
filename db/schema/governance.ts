import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { createdAt, tenantId, updatedAt, version } from './columns.ts';
import { tenant } from './organization.ts';

/** How a place is governed: who may act in it, and what its classes of data ask for. */
export const governanceConfig = pgTable(
  'governance_config',
  {
    tenantId: tenantId(),
    placeKind: text('place_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    /** Of the department, team or project; the tenant's own for the tenant. */
    placeId: uuid('place_id').notNull(),
    /** As lib/contracts/governance.ts has it; what decides about sessions stands in the columns, too. */
    config: jsonb('config').$type<Record<string, unknown>>().notNull(),
    multiFactorRequired: boolean('multi_factor_required').notNull().default(false),
    sessionTimeoutMinutes: integer('session_timeout_minutes'),
    requiredGroupIds: uuid('required_group_ids').array().notNull().default([]),
    ssoConnectionId: uuid('sso_connection_id'),
    /** Of the e-mail addresses of those who act there, in lower case. */
    ssoDomain: text('sso_domain'),
    /** Policies that carry out what the classes of data ask for. */
    policyIds: uuid('policy_ids').array().notNull().default([]),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.placeKind, table.placeId] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);
