/** Where a database is, as postgres.js wants it; what DATABASE_URL says, without who connects. */
export interface DatabaseAddress {
  /** Host name or address; for a unix socket the folder that holds it. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly ssl: false | 'require' | 'prefer' | 'verify-full';
  /** False behind a transaction pooler that cannot keep named statements (`?pgbouncer=true`). */
  readonly prepare: boolean;
}

export interface DatabaseCredentials {
  readonly user: string;
  readonly password: string;
}

const sslModes: Readonly<Record<string, DatabaseAddress['ssl']>> = {
  disable: false,
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'verify-ca': 'verify-full',
  'verify-full': 'verify-full',
};

/**
 * Reads `postgres://user:password@host:5432/database?sslmode=require`, or for a unix socket
 * `postgres://user:password@/database?host=/run/postgresql&port=5432` (the folder, as libpq has it).
 * Parameters that are not understood are refused: a setting that does nothing is worse than an error.
 */
export function parseDatabaseUrl(url: string): DatabaseAddress & DatabaseCredentials {
  // WHATWG URLs have no empty host with credentials, which is how libpq writes unix sockets; a placeholder lets it parse.
  const parsed = new URL(url.replace(/^(postgres(?:ql)?:\/\/)([^/@]*@)?\//, '$1$2socket.invalid/'));
  const { host, port, sslmode, pgbouncer, ...unknown } = Object.fromEntries(parsed.searchParams);
  const stranger = Object.keys(unknown)[0];
  if (stranger !== undefined) throw new Error(`The database address has the parameter ${stranger}, which is not understood`);
  const ssl = sslModes[sslmode ?? 'disable'];
  if (ssl === undefined)
    throw new Error(`The database address has sslmode=${sslmode}, which is not one of ${Object.keys(sslModes).join(', ')}`);
  const hostname = host ?? (parsed.hostname === 'socket.invalid' ? 'localhost' : parsed.hostname);
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === '') throw new Error('The database address names no database; it ends like :5432/tollgate');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (parsed.port === '' ? 5432 : parsed.port)),
    database,
    ssl,
    prepare: pgbouncer !== 'true',
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  };
}
