import { type BiLogin, prepareBiLogin } from '#db/bi-login.ts';
import { openClient, openDatabases } from '#db/client.ts';
import { type DatabaseAddress, parseDatabaseUrl } from '#db/database-url.ts';
import { openDatabase } from './start/database.ts';
import { loadSettings } from './start/settings.ts';

/**
 * `npm run bi-login -- acme`: makes the database user with which tools of an organization sign in (docs/bi.md), tries it and prints it. The
 * user alone sees nothing: what it sees is decided by the token that the organization made. Works like `npm run operator`.
 */

/** The organization of a short name; undefined when there is none. */
async function tenantOf(url: string, secret: string, slug: string): Promise<string | undefined> {
  const databases = openDatabases({ url, secret, applicationName: 'tollgate bi-login' });
  try {
    const [row] = await databases.operator.$client<{ id: string }[]>`select tenant_id::text as id from tenant where slug = ${slug}`;
    return row?.id;
  } finally {
    await databases.close();
  }
}

async function tryLogin(address: DatabaseAddress, login: BiLogin): Promise<void> {
  const client = openClient(address, login, { max: 1, prepare: false, applicationName: 'tollgate bi-login' });
  await client`select 1 from bi_usage_hour limit 1`.finally(() => client.end());
}

async function print(slug: string): Promise<void> {
  const { dataFolder, secret } = loadSettings(new URL('..', import.meta.url).pathname);
  const database = await openDatabase(dataFolder, () => {});
  try {
    const tenantId = await tenantOf(database.url, secret, slug);
    if (tenantId === undefined) throw new Error(`There is no organization “${slug}”; its short name stands under Settings → Organization.`);
    const login = await prepareBiLogin(process.env.DATABASE_DIRECT_URL || database.url, secret, tenantId);
    const address = parseDatabaseUrl(database.url);
    await tryLogin(address, login);
    const lines = { Host: address.host, Port: address.port, Database: address.database, User: login.user, Password: login.password };
    for (const [name, value] of Object.entries(lines)) console.log(`  ${name.padEnd(9)} ${value}`);
  } finally {
    await database.stop('fast');
  }
}

const [slug, ...rest] = process.argv.slice(2);
if (slug === undefined || rest.length > 0) {
  console.error('npm run bi-login -- <short name of an organization>');
  process.exitCode = 2;
} else await print(slug);
