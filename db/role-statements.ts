import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { databaseRoles, poolRoles, roleName, rolePassword, roleSettings } from './roles.ts';

/** A name as an identifier of SQL. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The SCRAM-SHA-256 verifier (RFC 5803) of a password, which PostgreSQL stores as it is: the password itself never
 * reaches the server's logs, nor the terminal when the statements are printed.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(sign('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${sign('Server Key').toString('base64')}`;
}

/**
 * SQL that creates or mends the roles of one database; for its owner with CREATEROLE, once. Nobody but these roles may
 * connect, and PUBLIC loses temporary tables too: they could shadow a name that a query of the next transaction uses.
 * Rights that new roles do not have anyway are not named, because only a superuser may even mention them.
 */
export function roleStatements(secret: string, database: string, existing: ReadonlySet<string>): string[] {
  const named = databaseRoles.map((role) => ({ role, name: quotedName(roleName(database, role)) }));
  const owner = quotedName(roleName(database, 'owner'));
  const pools = poolRoles.map((role) => quotedName(roleName(database, role))).join(', ');
  return [
    ...named.flatMap(({ role, name }) => [
      `${existing.has(roleName(database, role)) ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN NOINHERIT PASSWORD '${scramVerifier(rolePassword(secret, database, role))}'`,
      ...Object.entries(roleSettings[role]).map(([setting, value]) => `ALTER ROLE ${name} SET ${setting} = '${value}'`),
    ]),
    `REVOKE ALL ON DATABASE ${quotedName(database)} FROM PUBLIC`,
    `GRANT CONNECT ON DATABASE ${quotedName(database)} TO ${owner}, ${pools}`,
    `GRANT CREATE ON DATABASE ${quotedName(database)} TO ${owner}`,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC',
    `GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`,
    `GRANT USAGE ON SCHEMA public TO ${pools}`,
  ];
}
