import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { role, userAccount } from './identity.ts';
import { team, tenant } from './organization.ts';

/** Somebody who was asked to join, with what they get when they do. Open until it is accepted, revoked or over. */
export const invitation = pgTable(
  'invitation',
  {
    tenantId: tenantId(),
    id: id(),
    email: text('email').notNull(),
    name: text('name').notNull().default(''),
    /** On the whole organization. */
    roleId: uuid('role_id').notNull(),
    teamId: uuid('team_id'),
    teamRole: text('team_role', { enum: ['lead', 'member'] })
      .notNull()
      .default('member'),
    invitedBy: uuid('invited_by').notNull(),
    /** Of the secret in the link that was sent last; earlier links are worth nothing. */
    tokenHash: text('token_hash').notNull(),
    sendings: smallint('sendings').notNull().default(1),
    expiresAt: at('expires_at').notNull(),
    acceptedAt: at('accepted_at'),
    /** Whom it made. */
    userId: uuid('user_id'),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [role.tenantId, role.id] }),
    foreignKey({ columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    foreignKey({ columns: [table.tenantId, table.invitedBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('invitation_email').on(table.tenantId, sql`lower(${table.email})`).where(sql`accepted_at is null and revoked_at is null`),
    // Not led by the tenant: this is how the tenant of a link is found.
    index('invitation_token').on(table.tokenHash),
  ],
);
