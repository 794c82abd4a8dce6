import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, tenantId, updatedAt, version } from './columns.ts';
import { encryptionKey } from './gateway.ts';
import { role, session, userAccount } from './identity.ts';
import { tenant } from './organization.ts';

/** What a group of the identity provider gives; see `lib/contracts/sso.ts` for what the combinations mean. Ids are UUIDs here. */
export interface StoredGroupMapping {
  readonly group: string;
  readonly roleId?: string;
  readonly departmentId?: string;
  readonly teamId?: string;
}

/** What came of a connection's last test, step by step. */
export interface StoredSsoTest {
  readonly ok: boolean;
  readonly checks: { readonly name: string; readonly ok: boolean; readonly message: string }[];
}

const texts = (name: string) => text(name).array().notNull().default([]);

/** A tenant's identity provider: OpenID Connect or SAML 2.0. Columns of the other protocol are null or empty. */
export const ssoConnection = pgTable(
  'sso_connection',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['okta', 'entra', 'google', 'oidc', 'saml'] }).notNull(),
    status: text('status', { enum: ['active', 'disabled'] })
      .notNull()
      .default('disabled'),
    issuer: text('issuer'),
    clientId: text('client_id'),
    scopes: texts('scopes'),
    /** The client's secret, or the private keys that open SAML's assertions; sealed as credentials of connections are. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    credentialHint: text('credential_hint'),
    credentialRotatedAt: at('credential_rotated_at'),
    idpEntityId: text('idp_entity_id'),
    idpSsoUrl: text('idp_sso_url'),
    idpSloUrl: text('idp_slo_url'),
    /** Base64 of DER, without the lines of PEM; several while a provider changes its key. */
    idpCertificates: texts('idp_certificates'),
    /** SAML: certificates of the keys that providers encrypt assertions for, base64 of DER; newest first, in the order of the private keys. */
    encryptionCertificates: texts('encryption_certificates'),
    allowIdpInitiated: boolean('allow_idp_initiated').notNull().default(false),
    /** Names of the provider's claims or attributes by what they are to us. */
    claims: jsonb('claims').$type<Record<string, string>>().notNull().default({}),
    requiredGroups: texts('required_groups'),
    groupMappings: jsonb('group_mappings').$type<StoredGroupMapping[]>().notNull().default([]),
    defaultRoleId: uuid('default_role_id'),
    /** Whether people without an account get one at their first sign-in. */
    provisions: boolean('provisions').notNull().default(true),
    testedAt: at('tested_at'),
    testResult: jsonb('test_result').$type<StoredSsoTest>(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({ columns: [table.tenantId, table.defaultRoleId], foreignColumns: [role.tenantId, role.id] }),
    uniqueIndex('sso_connection_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
    // Not led by the tenant: the addresses that providers send browsers to name the connection alone.
    index('sso_connection_id').on(table.id),
  ],
);

/** An e-mail domain that a tenant says is its own, and what proves it. Stored in lower case. */
export const ssoDomain = pgTable(
  'sso_domain',
  {
    tenantId: tenantId(),
    id: id(),
    domain: text('domain').notNull(),
    /** Where people of this domain sign in; null for none. */
    connectionId: uuid('connection_id'),
    /** What the DNS record must say; no secret. */
    proof: text('proof').notNull(),
    verifiedAt: at('verified_at'),
    checkedAt: at('checked_at'),
    checkMessage: text('check_message'),
    createdAt: createdAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    uniqueIndex('sso_domain_once').on(table.tenantId, table.domain),
    // Not led by the tenant: sign-in asks whose a domain is.
    index('sso_domain_verified').on(table.domain).where(sql`verified_at is not null`),
  ],
);

/** How a tenant's people sign in. No row: by password as well. */
export const ssoSetting = pgTable(
  'sso_setting',
  {
    tenantId: tenantId().primaryKey(),
    /** Whether passwords are refused to everybody but those named below. */
    enforced: boolean('enforced').notNull().default(false),
    breakGlassUserIds: uuid('break_glass_user_ids').array().notNull().default([]),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] })],
);

/** One way to the identity provider and back. The browser that began it holds the secret whose hash is here. */
export const ssoFlow = pgTable(
  'sso_flow',
  {
    tenantId: tenantId(),
    id: id(),
    connectionId: uuid('connection_id').notNull(),
    purpose: text('purpose', { enum: ['sign_in', 'test'] }).notNull(),
    /** Keyed hash of what the browser's cookie holds; null where the provider began (SAML), so that no browser is bound. */
    bindingHash: text('binding_hash'),
    /** `state` of OpenID Connect, or the ID of the SAML request. */
    handle: text('handle').notNull(),
    /** A path of ours. */
    next: text('next').notNull(),
    createdAt: createdAt(),
    expiresAt: at('expires_at').notNull(),
    /** When an answer of the provider came; a second one is refused. */
    answeredAt: at('answered_at'),
    /** What a verified SAML assertion said, until the browser that began takes it; null again afterwards. */
    answer: jsonb('answer').$type<Record<string, unknown>>(),
    ticketHash: text('ticket_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    uniqueIndex('sso_flow_handle').on(table.tenantId, table.connectionId, table.handle),
    index('sso_flow_expiry').on(table.tenantId, table.expiresAt),
  ],
);

/** Assertions and tokens that were taken, so that none is taken twice; forgotten once they would have expired anyway. */
export const ssoUsedAssertion = pgTable(
  'sso_used_assertion',
  {
    tenantId: tenantId(),
    connectionId: uuid('connection_id').notNull(),
    /** SHA-256 of its id. */
    digest: text('digest').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.digest] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    index('sso_used_assertion_expiry').on(table.tenantId, table.expiresAt),
  ],
);

/** Who somebody is at their provider. The subject never changes there, whatever becomes of the e-mail address. */
export const ssoIdentity = pgTable(
  'sso_identity',
  {
    tenantId: tenantId(),
    connectionId: uuid('connection_id').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id').notNull(),
    /** Groups and mapped claims of the last sign-in. */
    groups: texts('groups'),
    attributes: jsonb('attributes').$type<Record<string, string>>().notNull().default({}),
    createdAt: createdAt(),
    lastSignInAt: at('last_sign_in_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.connectionId, table.subject] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    index('sso_identity_user').on(table.tenantId, table.userId),
  ],
);

/** Sessions that a provider opened, with what its own sign-out wants to be told. */
export const ssoSession = pgTable(
  'sso_session',
  {
    tenantId: tenantId(),
    sessionId: uuid('session_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    subject: text('subject').notNull(),
    /** `sid` of OpenID Connect, SessionIndex of SAML. */
    providerSession: text('provider_session'),
    nameIdFormat: text('name_id_format'),
    /** The ID token, sealed under the tenant's data key; for the provider's sign-out alone. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.sessionId] }),
    foreignKey({ columns: [table.tenantId, table.sessionId], foreignColumns: [session.tenantId, session.id] }).onDelete('cascade'),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    index('sso_session_subject').on(table.tenantId, table.connectionId, table.subject),
  ],
);

/** What groups and claims gave to whom: taken back when they do not say so any more; what people granted by hand is not here. */
export const ssoGrant = pgTable(
  'sso_grant',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    connectionId: uuid('connection_id').notNull(),
    kind: text('kind', { enum: ['role', 'member'] }).notNull(),
    /** Null for a membership. */
    roleId: uuid('role_id'),
    scopeKind: text('scope_kind', { enum: ['tenant', 'department', 'team'] }).notNull(),
    scopeId: uuid('scope_id'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    index('sso_grant_user').on(table.tenantId, table.userId),
  ],
);

/** What single sign-on did, in words that an administrator reads. */
export const ssoSyncLog = pgTable(
  'sso_sync_log',
  {
    tenantId: tenantId(),
    id: id(),
    occurredAt: at('occurred_at').notNull(),
    connectionId: uuid('connection_id').notNull(),
    userId: uuid('user_id'),
    email: text('email'),
    outcome: text('outcome', { enum: ['signed_in', 'provisioned', 'updated', 'tested', 'signed_out', 'refused', 'failed'] }).notNull(),
    /** Why it was refused or failed; null otherwise. */
    code: text('code'),
    detail: text('detail').notNull(),
    /** What was changed, a line each. */
    changes: texts('changes'),
    requestId: uuid('request_id'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.connectionId], foreignColumns: [ssoConnection.tenantId, ssoConnection.id] }),
    index('sso_sync_log_time').on(table.tenantId, table.occurredAt, table.id),
  ],
);
