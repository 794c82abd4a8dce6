import { deriveKey } from '#lib/core/secrets.ts';

/**
 * PostgreSQL roles of one Tollgate database. A role is cluster-wide, so its name carries the database's; its password is
 * derived from TOLLGATE_SECRET, so that no second secret has to be handed around.
 */

/** Pool roles, in the order of the table in db/README.md; `owner` has no pool, only migrations connect as it. */
export const poolRoles = ['app', 'lookup', 'ingest', 'audit', 'jobs', 'operator', 'bi'] as const;

export type PoolRole = (typeof poolRoles)[number];
export type DatabaseRole = 'owner' | PoolRole;

export const databaseRoles: readonly DatabaseRole[] = ['owner', ...poolRoles];

/** PostgreSQL cuts identifiers at 63 bytes; two databases whose names differ behind the cut would share roles. */
const identifierBytesMax = 63;

/** The name of a role of a database, as it is; throws when PostgreSQL would cut it. */
export function fitIdentifier(name: string, database: string): string {
  if (Buffer.byteLength(name) > identifierBytesMax) {
    throw new Error(`The database name ${database} is too long: role names such as ${name} may have ${identifierBytesMax} bytes`);
  }
  return name;
}

/** `tollgate` and `app` → `tollgate_app`. Throws when the name would not fit an identifier. */
export const roleName = (database: string, role: DatabaseRole): string => fitIdentifier(`${database}_${role}`, database);

/** The role's password in this database; 43 URL-safe characters. */
export function rolePassword(secret: string, database: string, role: DatabaseRole): string {
  return deriveKey(secret, `postgres-role:${database}:${role}`).toString('base64url');
}

/** Session defaults shared by all roles: they are set on the role, because a transaction pooler refuses them at connect. */
const shared = { search_path: 'public', timezone: 'UTC', jit: 'off' } as const;

/** Session defaults by role; times in PostgreSQL's notation. A statement that outlives its limit is cancelled (57014). */
export const roleSettings: Readonly<Record<DatabaseRole, Readonly<Record<string, string>>>> = {
  owner: { ...shared, lock_timeout: '10s' },
  // Pages ask small questions, many at a time: workers beside them take longer to start than they save, and their cores from the gateway.
  app: {
    ...shared,
    max_parallel_workers_per_gather: '0',
    statement_timeout: '15s',
    lock_timeout: '5s',
    idle_in_transaction_session_timeout: '30s',
  },
  lookup: { ...shared, statement_timeout: '3s', lock_timeout: '1s', default_transaction_read_only: 'on' },
  ingest: { ...shared, statement_timeout: '30s', lock_timeout: '10s', idle_in_transaction_session_timeout: '30s' },
  audit: { ...shared, statement_timeout: '60s', lock_timeout: '5s', idle_in_transaction_session_timeout: '60s' },
  jobs: { ...shared, statement_timeout: '60s', lock_timeout: '10s', idle_in_transaction_session_timeout: '60s' },
  operator: { ...shared, statement_timeout: '30s', lock_timeout: '2s', default_transaction_read_only: 'on' },
  // Tools of a tenant sign in as members of it (bi-login.ts): what they ask may take its time, and must not hold anything.
  bi: {
    ...{ ...shared, statement_timeout: '60s', lock_timeout: '2s', idle_in_transaction_session_timeout: '60s' },
    default_transaction_read_only: 'on',
  },
};
