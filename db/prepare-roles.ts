import postgres from 'postgres';
import { type Client, openClient, roleCredentials } from './client.ts';
import type { DatabaseAddress, DatabaseCredentials } from './database-url.ts';
import { roleStatements } from './role-statements.ts';
import { databaseRoles, roleName, roleSettings } from './roles.ts';

/** Thrown when the roles are missing and the URL's user may not make them; the message holds the SQL to run. */
export class RolesMissingError extends Error {
  override name = 'RolesMissingError';
}

/** invalid_authorization_specification, invalid_password, insufficient_privilege: no such role, another secret, no CONNECT. */
const refusedCodes = new Set(['28000', '28P01', '42501']);

interface RoleState {
  readonly name: string;
  readonly settings: string[] | null;
  /** May sign in, and may nothing that is not declared. */
  readonly isPlain: boolean;
  /** May connect to this database and use its schema. A database dropped and made anew has the roles and not the grants. */
  readonly isAdmitted: boolean;
}

const roleStateSql = `
  SELECT rolname AS name, rolconfig AS settings,
    rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) AS "isPlain",
    has_database_privilege(oid, current_database(), 'CONNECT') AND has_schema_privilege(oid, 'public', 'USAGE') AS "isAdmitted"
  FROM pg_roles WHERE rolname = ANY($1)`;

/** The owner may create here, and PUBLIC may nothing. */
const databaseStateSql = `
  SELECT has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE')
    AND NOT EXISTS (SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a
      WHERE datname = current_database() AND a.grantee = 0)
    AND NOT EXISTS (SELECT FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS a
      WHERE nspname = 'public' AND a.grantee = 0) AS "isClosed"`;

/** Whether the owner can sign in with the derived password, and roles and grants are as declared. */
async function rolesAreReady(address: DatabaseAddress, secret: string): Promise<boolean> {
  const owner = openClient(address, roleCredentials(secret, address.database, 'owner'), { max: 1, prepare: false });
  try {
    const names = databaseRoles.map((role) => roleName(address.database, role));
    const found = new Map((await owner.unsafe<RoleState[]>(roleStateSql, [names])).map((row) => [row.name, row]));
    const [database] = await owner.unsafe<{ isClosed: boolean }[]>(databaseStateSql);
    const areDeclared = databaseRoles.every((role) => {
      const row = found.get(roleName(address.database, role));
      const actual = new Set(row?.settings?.map((setting) => setting.toLowerCase()));
      const declared = Object.entries(roleSettings[role]).map(([setting, value]) => `${setting}=${value}`.toLowerCase());
      return row?.isPlain === true && row.isAdmitted && declared.every((setting) => actual.has(setting));
    });
    return areDeclared && database?.isClosed === true;
  } catch (error) {
    if (error instanceof postgres.PostgresError && refusedCodes.has(error.code)) return false;
    throw error;
  } finally {
    await owner.end();
  }
}

async function existingRoles(admin: Client, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await admin<{ name: string }[]>`SELECT rolname AS name FROM pg_roles WHERE rolname = ANY(${names})`;
  return new Set(rows.map((row) => row.name));
}

/**
 * Creates the roles of the database, or mends them after a change of secret or settings. Does nothing, and needs no
 * rights, when they are as declared. Throws RolesMissingError when the URL's user may not do it.
 */
export async function prepareRoles(admin: Client, address: DatabaseAddress & DatabaseCredentials, secret: string): Promise<boolean> {
  if (await rolesAreReady(address, secret)) return false;
  const existing = await existingRoles(
    admin,
    databaseRoles.map((role) => roleName(address.database, role)),
  );
  const statements = roleStatements(secret, address.database, existing);
  try {
    await admin.begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement);
    });
  } catch (error) {
    // insufficient_privilege: whoever administers the server has to run them instead.
    if (!(error instanceof postgres.PostgresError) || error.code !== '42501') throw error;
    throw new RolesMissingError(
      [
        `The user ${address.user} may not create the roles of database ${address.database} (${error.message}).`,
        'Give it CREATEROLE and the ownership of the database once, or run this there as an administrator, then start again:',
        '',
        ...statements.map((statement) => `${statement};`),
      ].join('\n'),
      { cause: error },
    );
  }
  if (!(await rolesAreReady(address, secret))) {
    throw new Error(
      `Roles or grants of database ${address.database} are not as declared even after mending: a role has SUPERUSER, BYPASSRLS, CREATEROLE, CREATEDB or REPLICATION, or PUBLIC holds privileges that another user granted. Take them away`,
    );
  }
  return true;
}
