import { sql } from 'drizzle-orm';
import { bigint, foreignKey, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, createdAt, id, nanoUsd, tenantId, transactionId, updatedAt, version } from './columns.ts';
import { userAccount } from './identity.ts';
import { department, team, tenant } from './organization.ts';
import { environment, project } from './projects.ts';

/** A tenant's data key, wrapped by the master key (envelope encryption). Old keys stay until nothing uses them. */
export const encryptionKey = pgTable(
  'encryption_key',
  {
    tenantId: tenantId(),
    id: id(),
    masterKeyId: text('master_key_id').notNull(),
    wrappedKey: bytes('wrapped_key').notNull(),
    createdAt: createdAt(),
    retiredAt: at('retired_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
  ],
);

/** A step of a test, or what came of all of it. */
interface TestOutcome {
  ok: boolean;
  latency_ms: number;
  message: string;
}

/** In the wire form of lib/contracts/connections.ts, whose `testSteps` has the same names. */
interface StoredTest extends TestOutcome {
  models?: string[];
  steps?: (TestOutcome & { step: 'dns' | 'connect' | 'tls' | 'token' | 'credential' | 'models' | 'call' })[];
}

/** A tenant's own credential and endpoint at a provider. */
export const connection = pgTable(
  'connection',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    /** A name from the provider registry, such as `sandbox` or `openai-compatible`. */
    provider: text('provider').notNull(),
    /** Null where the provider has one fixed address. */
    baseUrl: text('base_url'),
    /** AES-256-GCM ciphertext (nonce ‖ ciphertext ‖ tag) under `encryption_key_id`; null when the provider needs no credential. */
    credential: bytes('credential'),
    encryptionKeyId: uuid('encryption_key_id'),
    /** Last four characters of the credential, so that people can tell which one it is. */
    credentialHint: text('credential_hint'),
    /** Model names the connection serves; empty means "whatever the provider's catalogue lists". */
    models: text('models').array().notNull().default([]),
    /** What the provider wants to be told beside address and credential, such as a region; by the names of its settings. */
    settings: jsonb('settings').$type<Record<string, string>>().notNull().default({}),
    /** What models are called at the connection where it has names of its own for them (Azure's deployments), by their usual names. */
    modelNames: jsonb('model_names').$type<Record<string, string>>().notNull().default({}),
    /** Where the provider processes what is sent here; null where nobody has said. A tenant bound to a region calls no other. */
    region: text('region'),
    /** Whose it is: of a department or of a team; both null where it is the organization's. Others reach it where it is lent to them. */
    ownerDepartmentId: uuid('owner_department_id'),
    ownerTeamId: uuid('owner_team_id'),
    status: text('status', { enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    testedAt: at('tested_at'),
    testResult: jsonb('test_result').$type<StoredTest>(),
    credentialRotatedAt: at('credential_rotated_at'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    archivedAt: at('archived_at'),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId, table.encryptionKeyId], foreignColumns: [encryptionKey.tenantId, encryptionKey.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({
      name: 'connection_owner_department',
      columns: [table.tenantId, table.ownerDepartmentId],
      foreignColumns: [department.tenantId, department.id],
    }),
    foreignKey({ name: 'connection_owner_team', columns: [table.tenantId, table.ownerTeamId], foreignColumns: [team.tenantId, team.id] }),
    uniqueIndex('connection_name').on(table.tenantId, sql`lower(${table.name})`).where(sql`archived_at is null`),
  ],
);

/** What an app presents to Tollgate. Shown once; stored as HMAC-SHA256 under a key derived from TOLLGATE_SECRET. */
export const virtualKey = pgTable(
  'virtual_key',
  {
    tenantId: tenantId(),
    id: id(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['personal', 'team', 'department', 'project', 'service'] }).notNull(),
    /** Whose key it is: set for personal keys. */
    userId: uuid('user_id'),
    /** Whom its calls are charged to; may be null for service keys of the tenant. */
    teamId: uuid('team_id'),
    /** Whom its calls are charged to where that is no team: set for keys of departments, and of projects that are a department's. */
    departmentId: uuid('department_id'),
    /** The project and environment that all its calls are for; null where the caller may name one. */
    projectId: uuid('project_id'),
    environmentId: uuid('environment_id'),
    keyHash: text('key_hash').notNull(),
    /** The key's first characters, which carry no secret, and its last four. */
    display: text('display').notNull(),
    status: text('status', { enum: ['active', 'disabled'] })
      .notNull()
      .default('active'),
    /** Model names the key may use; null means every model of the tenant. */
    allowedModels: text('allowed_models').array(),
    /** Providers, kinds of endpoints and addresses (CIDR) that the key may use and be used from; null means every one. */
    allowedProviders: text('allowed_providers').array(),
    allowedEndpoints: text('allowed_endpoints').array(),
    allowedAddresses: text('allowed_addresses').array(),
    /** Tags of all its calls; a caller's of the same name do not count. */
    tags: jsonb('tags').$type<Record<string, string>>().notNull().default({}),
    expiresAt: at('expires_at'),
    /** Why it was disabled, by whom and when; null while it is active, and where it was disabled before this was kept. */
    disabledFor: text('disabled_for', { enum: ['owner', 'administrator', 'leak', 'departure', 'rotation'] }),
    disabledBy: uuid('disabled_by'),
    disabledAt: at('disabled_at'),
    /** How far the rules of rotation have got with it; null before its first reminder. */
    rotationStage: text('rotation_stage', { enum: ['reminded', 'warned', 'ended'] }),
    /** When the rules of rotation end it, because it is overdue; no change of the key moves that. */
    rotationEndsAt: at('rotation_ends_at'),
    lastUsedAt: at('last_used_at'),
    rotatedFromId: uuid('rotated_from_id'),
    createdBy: uuid('created_by'),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    version: version(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    foreignKey({ columns: [table.tenantId, table.userId], foreignColumns: [userAccount.tenantId, userAccount.id] }),
    foreignKey({ columns: [table.tenantId, table.teamId], foreignColumns: [team.tenantId, team.id] }),
    foreignKey({
      name: 'virtual_key_department',
      columns: [table.tenantId, table.departmentId],
      foreignColumns: [department.tenantId, department.id],
    }),
    foreignKey({ columns: [table.tenantId, table.projectId], foreignColumns: [project.tenantId, project.id] }),
    foreignKey({
      name: 'virtual_key_environment',
      columns: [table.tenantId, table.environmentId],
      foreignColumns: [environment.tenantId, environment.id],
    }),
    foreignKey({ columns: [table.tenantId, table.rotatedFromId], foreignColumns: [table.tenantId, table.id] }),
    // Not led by the tenant: this is how the tenant of a presented key is found. The hash is 256 bits under a secret key.
    index('virtual_key_hash').on(table.keyHash),
    index('virtual_key_user').on(table.tenantId, table.userId),
    index('virtual_key_team').on(table.tenantId, table.teamId),
  ],
);

/** The version of each part of a tenant's configuration; processes poll it and reload what moved. */
export const configVersion = pgTable(
  'config_version',
  {
    tenantId: tenantId(),
    section: text('section').notNull(),
    version: bigint('version', { mode: 'number' }).notNull().default(1),
    /** The transaction that wrote the version, set by a trigger: what orders changes for pollers (db/config-changes.ts). */
    changedXid: transactionId('changed_xid').notNull().default(sql`pg_current_xact_id()`),
    updatedAt: updatedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.section] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    // Not led by the tenant: pollers ask for the changes of all tenants.
    index('config_version_changed').on(table.changedXid),
  ],
);

/** A hold that lives in the database: calls in direct mode, and later anything longer than 15 minutes. */
export const reservation = pgTable(
  'reservation',
  {
    tenantId: tenantId(),
    /** The request id of the call. */
    id: id(),
    state: text('state', { enum: ['held', 'settled', 'interrupted'] })
      .notNull()
      .default('held'),
    /** Which process incarnation holds it, so that a dead holder's reservations can be told. */
    incarnation: uuid('incarnation').notNull(),
    amountNanoUsd: nanoUsd('amount_nano_usd').notNull(),
    /** The hold record as the journal would have it. */
    hold: jsonb('hold').notNull(),
    seenAt: at('seen_at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    foreignKey({ columns: [table.tenantId], foreignColumns: [tenant.tenantId] }),
    index('reservation_held').on(table.tenantId, table.seenAt).where(sql`state = 'held'`),
  ],
);

/** One import of a price list. Prices are never changed in place; a new version replaces the old from its time on. */
export const priceVersion = pgTable('price_version', {
  id: id().primaryKey(),
  source: text('source').notNull(),
  /** SHA-256 of the imported rows, so that importing the same list twice makes no second version. */
  digest: text('digest').notNull().unique(),
  createdAt: createdAt(),
});

/** The price of one meter of one model. Shared by all tenants; tenants' own rates come in a table of their own. */
export const price = pgTable(
  'price',
  {
    versionId: uuid('version_id').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    /** What is counted: a name from lib/catalog/price-meters.ts, such as `input` or `web_search`. */
    meter: text('meter').notNull(),
    /** The tier applies to calls whose input has at least this many tokens. */
    tierFromTokens: integer('tier_from_tokens').notNull().default(0),
    /** Pico-USD (10⁻¹² dollars) for one unit: a token, a request, a page, an hour. */
    picoUsdPerUnit: bigint('pico_usd_per_unit', { mode: 'bigint' }).notNull(),
    validFromAt: at('valid_from_at').notNull(),
    /** Minutes of the UTC day between which the price holds, for peak prices; 0 to 1440 is all day, from > to spans midnight. */
    windowFromMinute: smallint('window_from_minute').notNull().default(0),
    windowToMinute: smallint('window_to_minute').notNull().default(1440),
  },
  (table) => [
    primaryKey({
      name: 'price_pk',
      columns: [table.versionId, table.provider, table.model, table.meter, table.tierFromTokens, table.validFromAt, table.windowFromMinute],
    }),
    foreignKey({ columns: [table.versionId], foreignColumns: [priceVersion.id] }),
  ],
);

/** A model of the catalogue and the names by which providers report it. */
export const catalogModel = pgTable(
  'catalog_model',
  {
    versionId: uuid('version_id').notNull(),
    provider: text('provider').notNull(),
    model: text('model').notNull(),
    /** Place in the provider's list: of several models that match a name, the first counts. */
    position: integer('position').notNull(),
    name: text('name').notNull(),
    contextWindowTokens: integer('context_window_tokens'),
    /** The matching clause of the source, evaluated by lib/catalog (equals, starts_with, regex, and, or …). */
    match: jsonb('match').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.versionId, table.provider, table.model] }),
    foreignKey({ columns: [table.versionId], foreignColumns: [priceVersion.id] }),
  ],
);
