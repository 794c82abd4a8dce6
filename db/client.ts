import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { type DatabaseAddress, parseDatabaseUrl } from './database-url.ts';
import { type DatabaseRole, type PoolRole, poolRoles, roleName, rolePassword } from './roles.ts';
import * as schema from './schema/index.ts';
import { type TenantSigner, tenantSigner } from './tenant-token.ts';

export type Schema = typeof schema;

/** postgres.js with int8 as JavaScript's bigint. Timestamps come as text from `$client`, as Dates from Drizzle's columns. */
export type Client = Sql<{ bigint: bigint }>;

/** A pool of one role: Drizzle on top, `$client` (postgres.js) for what Drizzle cannot say. */
export type Database = PostgresJsDatabase<Schema> & { readonly $client: Client };

/** The app role's pool. Outside `inTenant` it sees no tenant's rows. */
export type AppDatabase = Database & { readonly signTenant: TenantSigner };

export interface Databases {
  readonly app: AppDatabase;
  readonly lookup: Database;
  readonly ingest: Database;
  readonly audit: Database;
  readonly jobs: Database;
  readonly operator: Database;
  /** What members of the role may (bi-login.ts); by itself it sees no row, and nothing of the product reads through it. */
  readonly bi: Database;
  /**
   * Calls `onHint` at each NOTIFY on the channel and after each reconnect. Needs a direct address: with a pooler and no
   * DATABASE_DIRECT_URL it resolves to false and nothing is heard, which polling has to make up for anyway.
   */
  listen(channel: string, onHint: (payload: string) => void): Promise<boolean>;
  /** Ends all pools; running queries get `timeoutSeconds` (5 by default), then their connections are cut. */
  close(timeoutSeconds?: number): Promise<void>;
}

export interface DatabaseOptions {
  /** DATABASE_URL; its user and password are not used, each pool has its role's. */
  readonly url: string;
  /** DATABASE_DIRECT_URL, when `url` is a transaction pooler. */
  readonly directUrl?: string | undefined;
  /** TOLLGATE_SECRET. */
  readonly secret: string;
  /** Connections at most, by role; opened when first needed. */
  readonly pools?: Partial<Record<PoolRole, number>>;
  /** Shown in pg_stat_activity, such as `tollgate gateway`. */
  readonly applicationName?: string;
}

const poolSizes: Readonly<Record<PoolRole, number>> = { app: 10, lookup: 2, ingest: 4, audit: 1, jobs: 2, operator: 1, bi: 1 };

const connectSeconds = 5;
/** A connection that lost its server tries again after 50 ms, 100 ms … 1 s. */
const backoffSeconds = (retries: number): number => Math.min(0.05 * 2 ** retries, 1) * (0.75 + Math.random() / 4);

/** A postgres.js pool for a role; nothing is connected before the first query. */
export function openClient(
  address: DatabaseAddress,
  credentials: { readonly user: string; readonly password: string },
  options: { readonly max: number; readonly prepare: boolean; readonly applicationName?: string | undefined },
): Client {
  return postgres({
    host: address.host,
    port: address.port,
    database: address.database,
    ssl: address.ssl,
    user: credentials.user,
    password: credentials.password,
    max: options.max,
    prepare: options.prepare,
    connect_timeout: connectSeconds,
    backoff: backoffSeconds,
    connection: { application_name: options.applicationName ?? 'tollgate' },
    types: { bigint: postgres.BigInt },
    onnotice: () => {},
  });
}

/** Credentials of a role at an address. */
export const roleCredentials = (secret: string, database: string, role: DatabaseRole) => ({
  user: roleName(database, role),
  password: rolePassword(secret, database, role),
});

/**
 * Named prepared statements are for the roles whose SQL is fixed. The app role has none: text injected into one of its
 * queries could replace a statement of that name on the pooled connection, and the next tenant would run it.
 */
const mayPrepare = (role: PoolRole, address: DatabaseAddress): boolean => role !== 'app' && address.prepare;

/** Lazy pools of all roles. Throws only for a malformed address; a server that is away shows at the first query. */
export function openDatabases(options: DatabaseOptions): Databases {
  const { secret, applicationName } = options;
  const address = parseDatabaseUrl(options.url);
  const direct = options.directUrl === undefined ? address : parseDatabaseUrl(options.directUrl);
  const canListen = options.directUrl !== undefined || address.prepare;

  const openRole = (role: PoolRole): Database => {
    const max = options.pools?.[role] ?? poolSizes[role];
    const client = openClient(address, roleCredentials(secret, address.database, role), {
      max,
      prepare: mayPrepare(role, address),
      applicationName,
    });
    return drizzle(client, { schema });
  };
  const pools = {
    app: Object.assign(openRole('app'), { signTenant: tenantSigner(secret) }),
    lookup: openRole('lookup'),
    ingest: openRole('ingest'),
    audit: openRole('audit'),
    jobs: openRole('jobs'),
    operator: openRole('operator'),
    bi: openRole('bi'),
  };

  let listener: Client | undefined;
  return {
    ...pools,
    async listen(channel, onHint) {
      if (!canListen) return false;
      listener ??= openClient(direct, roleCredentials(secret, direct.database, 'lookup'), { max: 1, prepare: false, applicationName });
      await listener.listen(channel, onHint, () => onHint(''));
      return true;
    },
    async close(timeoutSeconds = 5) {
      const clients = [...poolRoles.map((role) => pools[role].$client), ...(listener === undefined ? [] : [listener])];
      await Promise.all(clients.map((client) => client.end({ timeout: timeoutSeconds })));
    },
  };
}
