import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';

/** What a program presents to the management API in a person's or the organization's name; only its keyed hash is stored. */
export const apiToken = pgTable(
  'api_token',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    /** `person`: can do what its owner can, narrowed to `permissions`. `tenant`: has a service account of its own. */
    owner: text('owner', { enum: ['person', 'tenant'] }).notNull(),
    /** The person, or the token's own service account. */
    userId: uuid('user_id').notNull(),
    permissions: text('permissions').array().notNull(),
    /** Rank of a token of the organization: its maker's on the day it was made. */
    level: integer('level').notNull().default(0),
    tokenHash: text('token_hash').notNull(),
    /** The token's prefix, which carries no secret, and its last four characters. */
    display: text('display').notNull(),
    expiresAt: at('expires_at'),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({
      name: 'api_token_created_by',
      columns: [table.tenantId, table.createdBy],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
    // Not led by the tenant: this is how the tenant of a token is found.
    index('api_token_hash').on(table.tokenHash),
    index('api_token_user').on(table.tenantId, table.userId),
  ],
);

/** A program that fetches access tokens with its own id and secret (RFC 6749 section 4.4). */
export const oauthClient = pgTable(
  'oauth_client',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    /** The service account, whose roles decide what the client may do. */
    userId: uuid('user_id').notNull(),
    secretHash: text('secret_hash').notNull(),
    display: text('display').notNull(),
    /** The secret before the last rotation, until its end. */
    formerSecretHash: text('former_secret_hash'),
    formerSecretExpiresAt: at('former_secret_expires_at'),
    /** Seconds an access token lives. */
    tokenSeconds: integer('token_seconds').notNull(),
    status: text('status', { enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    lastUsedAt: at('last_used_at'),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('oauth_client_account').on(table.tenantId, table.userId),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({
      name: 'oauth_client_created_by',
      columns: [table.tenantId, table.createdBy],
      foreignColumns: [userAccount.tenantId, userAccount.id],
    }),
    // Not led by the tenant: this is how the tenant of a client is found.
    index('oauth_client_secret').on(table.secretHash),
    index('oauth_client_former_secret').on(table.formerSecretHash),
  ],
);

/** An access token that a client fetched; opaque, short-lived. */
export const oauthToken = pgTable(
  'oauth_token',
  {
    tenantId: tenantId(),
    id: id(),
    clientId: uuid('client_id').notNull(),
    tokenHash: text('token_hash').notNull(),
    /** What the client asked to be narrowed to; null for all that its roles allow. */
    permissions: text('permissions').array(),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.clientId], foreignColumns: [oauthClient.tenantId, oauthClient.id] }),
    // Not led by the tenant: this is how the tenant of a token is found.
    index('oauth_token_hash').on(table.tokenHash),
    index('oauth_token_client').on(table.tenantId, table.clientId, table.expiresAt),
  ],
);

/** Lets tools of the tenant read sums by SQL. The token itself is signed, not stored (functions/bi-tenant.sql). */
export const biToken = pgTable(
  'bi_token',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    createdBy: uuid('created_by').notNull(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.createdBy], foreignColumns: [userAccount.tenantId, userAccount.id] }),
  ],
);
