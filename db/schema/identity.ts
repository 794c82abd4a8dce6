import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, inet, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { team, tenant } from './organization.ts';

/** A person. Belongs to exactly one tenant; named `user_account` because `user` is a reserved word of SQL. */
export const userAccount = pgTable(
  'user_account',
  {
    tenantId: tenantId(),
    id: id(),
    /** A service account stands for programs: it has roles like a person, but no password and no place among people. */
    kind: text('kind', { enum: ['person', 'service'] })
      .notNull()
      .default('person'),
    email: text('email').notNull(),
    /** By which an address is found under row-level security, which keeps indexes over functions from being used. */
    emailKey: text('email_key').notNull().generatedAlwaysAs(sql`lower(email)`),
    name: text('name').notNull().default(''),
    /** scrypt in PHC string format; null for people who can only sign in elsewhere. */
    passwordHash: text('password_hash'),
    /** Set while the password is one that somebody else chose: until then it works, for nothing but changing it. */
    temporaryPasswordExpiresAt: at('temporary_password_expires_at'),
    status: text('status', { enum: ['active', 'deactivated'] })
      .notNull()
      .default('active'),
    timeZone: text('time_zone'),
    lastSignInAt: at('last_sign_in_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    uniqueIndex('user_account_email').on(table.tenantId, sql`lower(${table.email})`),
    index('user_account_email_key').on(table.tenantId, table.emailKey),
    // The order of the list of people: without it a page of fifty sorts all of them.
    index('user_account_name').on(table.tenantId, sql`lower(${table.name})`, table.id),
    // Not led by the tenant: sign-in asks in which tenants an address has an account.
    index('user_account_sign_in').on(sql`lower(${table.email})`),
  ],
);

/** A member: a user in a team, with a team role. */
export const membership = pgTable(
  'membership',
  {
    tenantId: tenantId(),
    id: id(),
    teamId: uuid('team_id').notNull(),
    userId: uuid('user_id').notNull(),
    teamRole: text('team_role', { enum: ['lead', 'member'] })
      .notNull()
      .default('member'),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('membership_once').on(table.tenantId, table.teamId, table.userId),
    index('membership_user').on(table.tenantId, table.userId),
  ],
);

/** A signed-in browser. The cookie carries a random secret; only its keyed hash is stored. */
export const session = pgTable(
  'session',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    secretHash: text('secret_hash').notNull(),
    createdAt: createdAt(),
    lastSeenAt: at('last_seen_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    revokedAt: at('revoked_at'),
    ip: inet('ip'),
    userAgent: text('user_agent').notNull().default(''),
    /** When the person last proved who they are, by password or factor; dangerous work wants that to be recent. */
    verifiedAt: at('verified_at').notNull().defaultNow(),
    /** How it was opened: `password`, `totp`, `passkey`, `recovery`, `sms`, or a way of another room. */
    method: text('method').notNull().default('password'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    // Not led by the tenant: this is how the tenant of a cookie is found.
    index('session_secret').on(table.secretHash),
    index('session_user').on(table.tenantId, table.userId),
  ],
);

/** A named set of permissions. The built-in roles are rows too, seeded with each tenant. */
export const role = pgTable(
  'role',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    title: text('title').notNull(),
    description: text('description').notNull().default(''),
    /** Whose permissions it holds too; null for none. */
    parentId: uuid('parent_id'),
    /** Higher outranks lower: super_admin 100 … guest 10. */
    level: integer('level').notNull(),
    /** Its own; what it holds has those of its parents too (`lib/command/held-roles.ts`). */
    permissions: text('permissions').array().notNull().default([]),
    builtIn: boolean('built_in').notNull().default(false),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.parentId], foreignColumns: [table.tenantId, table.id] }),
    uniqueIndex('role_name').on(table.tenantId, table.name),
  ],
);

/** Grants a role to a user on the whole tenant, a department subtree, a team or a project. `scope_id` is null for the tenant. */
export const roleAssignment = pgTable(
  'role_assignment',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    roleId: uuid('role_id').notNull(),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team', 'project'] }).notNull(),
    scopeId: uuid('scope_id'),
    expiresAt: at('expires_at'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.roleId], foreignColumns: [role.tenantId, role.id] }),
    uniqueIndex('role_assignment_once').on(
      table.tenantId,
      table.userId,
      table.roleId,
      table.scopeKind,
      sql`coalesce(${table.scopeId}, ${table.tenantId})`,
    ),
  ],
);
