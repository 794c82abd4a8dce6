import postgres from 'postgres';
import { type Client, openClient, roleCredentials } from './client.ts';
import type { DatabaseAddress, DatabaseCredentials } from './database-url.ts';
import { roleStatements } from './role-statements.ts';
import { databaseRoles, roleName, roleSettings } from './roles.ts';

/** Thrown when the roles are missing and the URL's user may not make them; the message holds the SQL to run. */
export class RolesMissingError extends Error {
  override name = 'RolesMissingError';
}

/** invalid_authorization_specification, invalid_password: the role is not there, or its password is another secret's. */
const refusedCodes = new Set(['28000', '28P01']);

/** Whether the owner can sign in with the derived password and every role is as declared. */
async function rolesAreReady(address: DatabaseAddress, secret: string): Promise<boolean> {
  const owner = openClient(address, roleCredentials(secret, address.database, 'owner'), { max: 1, prepare: false });
  try {
    const rows = await owner<{ name: string; settings: string[] | null; login: boolean }[]>`
      SELECT rolname AS name, rolconfig AS settings, rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AS login
      FROM pg_roles WHERE rolname = ANY(${databaseRoles.map((role) => roleName(address.database, role))})`;
    const found = new Map(rows.map((row) => [row.name, row]));
    return databaseRoles.every((role) => {
      const row = found.get(roleName(address.database, role));
      const declared = Object.entries(roleSettings[role]).map(([setting, value]) => `${setting}=${value}`);
      const actual = new Set(row?.settings?.map((setting) => setting.toLowerCase()));
      return row?.login === true && declared.every((setting) => actual.has(setting.toLowerCase()));
    });
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
      `A role of database ${address.database} has rights it must not have (superuser, BYPASSRLS, CREATEROLE or CREATEDB); take them away`,
    );
  }
  return true;
}
