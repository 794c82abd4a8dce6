import { deriveKey } from '#lib/core/secrets.ts';
import { type Client, openClient } from './client.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { quotedName, scramVerifier } from './role-statements.ts';
import { fitIdentifier, roleName, roleSettings } from './roles.ts';

/**
 * The database user of one organization's tools: a member of the role `bi` that `bi_tenant()` ties to the organization. Tools say
 * their token in the text of a statement, and pg_stat_activity shows texts to whoever has the rights of their user; so no two
 * organizations share one.
 */
export interface BiLogin {
  readonly user: string;
  /** Derived, 43 URL-safe characters: the same each time until TOLLGATE_SECRET changes. */
  readonly password: string;
}

/** `tollgate_bi_<tenant id in hex>`: `functions/bi-tenant.sql` compares it. Throws when it would not fit an identifier. */
export const biUserName = (database: string, tenantId: string): string =>
  fitIdentifier(`${roleName(database, 'bi')}_${tenantId.replaceAll('-', '')}`, database);

const biPassword = (secret: string, database: string, tenantId: string): string =>
  deriveKey(secret, `postgres-role:${database}:bi:${tenantId}`).toString('base64url');

function biLoginStatements({ user, password }: BiLogin, database: string, exists: boolean): string[] {
  const name = quotedName(user);
  return [
    `${exists ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN INHERIT PASSWORD '${scramVerifier(password)}'`,
    // A member inherits privileges and policies; settings it does not.
    ...Object.entries(roleSettings.bi).map(([setting, value]) => `ALTER ROLE ${name} SET ${setting} = '${value}'`),
    `GRANT ${quotedName(roleName(database, 'bi'))} TO ${name}`,
  ];
}

async function hasRole(admin: Client, name: string): Promise<boolean> {
  const rows = await admin`SELECT FROM pg_roles WHERE rolname = ${name}`;
  return rows.length > 0;
}

/**
 * Makes the database user of an organization's tools, or gives it its password and settings again. `adminUrl` is that of a user with
 * CREATEROLE, as for `migrate`; another's is refused by PostgreSQL (42501).
 */
export async function prepareBiLogin(adminUrl: string, secret: string, tenantId: string): Promise<BiLogin> {
  const address = parseDatabaseUrl(adminUrl);
  const login = { user: biUserName(address.database, tenantId), password: biPassword(secret, address.database, tenantId) };
  const admin = openClient(address, address, { max: 1, prepare: false, applicationName: 'tollgate bi-login' });
  try {
    const statements = biLoginStatements(login, address.database, await hasRole(admin, login.user));
    await admin.begin(async (tx) => {
      for (const statement of statements) await tx.unsafe(statement);
    });
    return login;
  } finally {
    await admin.end();
  }
}
