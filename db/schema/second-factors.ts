import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  inet,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** What somebody proves besides the password: an authenticator app, a passkey, or a telephone. */
export const secondFactor = pgTable(
  'second_factor',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    kind: text('kind', { enum: ['totp', 'passkey', 'sms'] }).notNull(),
    name: text('name').notNull(),
    /** The secret of an app, or the number of a telephone; sealed under the tenant's data key. Null for passkeys. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    /** The time step of the last code that was taken: none is taken twice (RFC 6238 section 5.2). */
    lastStep: bigint('last_step', { mode: 'number' }),
    /** Base64url, as the authenticator names it. */
    credentialId: text('credential_id'),
    /** COSE key (RFC 9053). */
    publicKey: bytes('public_key'),
    /** The host a passkey was made for. */
    rpId: text('rp_id'),
    signCount: bigint('sign_count', { mode: 'number' }).notNull().default(0),
    transports: text('transports').array().notNull().default([]),
    /** Kept by a provider for several devices. */
    backedUp: boolean('backed_up').notNull().default(false),
    /** The last digits of a telephone. */
    hint: text('hint').notNull().default(''),
    /** Keyed hash of the code by which a telephone is confirmed, and when it was sent. */
    codeHash: text('code_hash'),
    codeSentAt: at('code_sent_at'),
    createdAt: createdAt(),
    /** Null until it was proven once; until then it counts for nothing. */
    confirmedAt: at('confirmed_at'),
    lastUsedAt: at('last_used_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('second_factor_user').on(table.tenantId, table.userId),
    uniqueIndex('second_factor_credential').on(table.tenantId, table.credentialId),
    // One app a person; a device of its own each may be a passkey.
    uniqueIndex('second_factor_totp').on(table.tenantId, table.userId).where(sql`kind = 'totp' and confirmed_at is not null`),
  ],
);

/** Ten words for when the other factors are lost; each works once. Only keyed hashes are stored. */
export const recoveryCode = pgTable(
  'recovery_code',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    codeHash: text('code_hash').notNull(),
    createdAt: createdAt(),
    usedAt: at('used_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('recovery_code_once').on(table.tenantId, table.userId, table.codeHash),
  ],
);

/** Wrong answers to a second factor, counted a person; a right one clears them. */
export const factorGuess = pgTable(
  'factor_guess',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    guessedAt: at('guessed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('factor_guess_user').on(table.tenantId, table.userId, table.guessedAt),
  ],
);

/** Challenges that were answered: each is good once. Rows outlive the challenge by nothing, and go with the next one. */
export const spentChallenge = pgTable(
  'spent_challenge',
  {
    tenantId: tenantId(),
    challengeHash: text('challenge_hash').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.challengeHash] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('spent_challenge_end').on(table.tenantId, table.expiresAt),
  ],
);

/** A sign-in whose password was right and whose second factor is awaited. Opens nothing but the second step. */
export const pendingSignIn = pgTable(
  'pending_sign_in',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    secretHash: text('secret_hash').notNull(),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
    failures: integer('failures').notNull().default(0),
    /** Keyed hash of the code that was sent to a telephone, and when. */
    codeHash: text('code_hash'),
    codeSentAt: at('code_sent_at'),
    codesSent: integer('codes_sent').notNull().default(0),
    ip: inet('ip'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    uniqueIndex('pending_sign_in_secret').on(table.tenantId, table.secretHash),
    index('pending_sign_in_user').on(table.tenantId, table.userId),
  ],
);

/** How people of a tenant sign in and how long that holds; a tenant without a row has the defaults. */
export const securitySetting = pgTable(
  'security_setting',
  {
    tenantId: tenantId(),
    /** Who must have a second factor. */
    factorRequired: text('factor_required', { enum: ['nobody', 'roles', 'everybody'] })
      .notNull()
      .default('nobody'),
    /** Names of the roles that must, with `roles`. */
    factorRoles: text('factor_roles').array().notNull().default([]),
    /** From when on who has none can do nothing but enrol. */
    factorDueAt: at('factor_due_at'),
    idleMinutes: integer('idle_minutes'),
    absoluteMinutes: integer('absolute_minutes').notNull().default(720),
    sessionsMax: integer('sessions_max'),
    /** CIDR ranges; empty: from everywhere. */
    allowedNetworks: text('allowed_networks').array().notNull().default([]),
    /** ISO 3166-1 alpha-2; empty: from everywhere. */
    allowedCountries: text('allowed_countries').array().notNull().default([]),
    /** Which reads the audit trail keeps: those of content, people, exports and itself, or every one that needs a permission. */
    auditReads: text('audit_reads', { enum: ['content', 'all'] })
      .notNull()
      .default('content'),
    /** How codes leave for telephones; null: not at all. */
    smsGateway: jsonb('sms_gateway').$type<{ url: string; method: 'POST' | 'PUT'; contentType: string; body: string; header: string }>(),
    smsSecret: bytes('sms_secret'),
    smsKeyId: uuid('sms_key_id'),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [primaryKey({ columns: [table.tenantId] }), foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);
