import { randomBytes } from 'node:crypto';
import { type Client, type Databases, openClient, openDatabases } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { databaseRoles, roleName } from '#db/roles.ts';
import { copyTemplate } from './template-database.ts';

/** A migrated database of its own, empty of tenants. */
export interface TestDatabase {
  /** As the superuser; for DATABASE_URL. */
  readonly url: string;
  readonly name: string;
  /** TOLLGATE_SECRET of this database. */
  readonly secret: string;
  /** Pools of all roles. */
  readonly databases: Databases;
  /** The superuser, whom no policy binds: to look at what really lies in the tables. */
  readonly superuser: Client;
  /** Ends the pools and drops the database with its roles. */
  drop(): Promise<void>;
}

const urlOf = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

/** What a test database is called, and its TOLLGATE_SECRET. */
export type NamedDatabase = Pick<TestDatabase, 'name' | 'secret'>;

/** Migrates a database of the server, which must be there, and opens it; `close` ends the pools. */
export async function openTestDatabase(
  server: string,
  { name, secret }: NamedDatabase,
): Promise<Omit<TestDatabase, 'drop'> & { readonly close: () => Promise<void> }> {
  const url = urlOf(server, name);
  await migrate({ adminUrl: url, secret, log: () => {} });
  const databases = openDatabases({ url, secret, applicationName: 'tollgate test' });
  const superuser = openClient(parseDatabaseUrl(url), parseDatabaseUrl(server), { max: 2, prepare: false });
  const close = async (): Promise<void> => {
    await Promise.all([databases.close(1), superuser.end({ timeout: 1 })]);
  };
  return { url, name, secret, databases, superuser, close };
}

/** Makes a migrated database on the server whose superuser's address is given, as a copy of the server's template. */
export async function createFreshDatabase(server: string): Promise<TestDatabase> {
  const address = parseDatabaseUrl(server);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(32).toString('hex');
  const admin = openClient(address, address, { max: 1, prepare: false });
  await copyTemplate(admin, server, { name, secret });
  const { close, ...opened } = await openTestDatabase(server, { name, secret });
  return {
    ...opened,
    async drop() {
      await close();
      await admin`drop database if exists ${admin(name)} with (force)`;
      // Users of tools are members of a role; roles are of the whole server.
      const tools = await admin<
        { name: string }[]
      >`select rolname as name from pg_roles where starts_with(rolname, ${roleName(name, 'bi')})`;
      for (const tool of tools) await admin`drop role ${admin(tool.name)}`;
      for (const role of databaseRoles) await admin`drop role if exists ${admin(roleName(name, role))}`;
      await admin.end({ timeout: 1 });
    },
  };
}
