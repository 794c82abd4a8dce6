import { randomBytes } from 'node:crypto';
import { type Client, openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { migrate } from '#db/migrate.ts';
import { quotedName, roleStatements } from '#db/role-statements.ts';
import { roleName } from '#db/roles.ts';

/** The migrated database of a server of which each test gets a copy: copying takes a tenth of the time of migrating. */
const template = 'test_template';
/** Whoever comes first makes the template; the others wait for it. */
const lockKey = "hashtextextended('tollgate test template', 0)";

const urlOf = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

async function isReady(admin: Client): Promise<boolean> {
  // It is marked as a template when it is whole, so one that was left half made is not taken for it.
  const found = await admin`select 1 from pg_database where datname = ${template} and datistemplate`;
  return found.length > 0;
}

/** Makes the template of the server unless it is there. `admin` is one connection of the superuser. */
async function ensureTemplate(admin: Client, server: string): Promise<void> {
  if (await isReady(admin)) return;
  await admin.unsafe(`select pg_advisory_lock(${lockKey})`);
  try {
    if (await isReady(admin)) return;
    await admin`drop database if exists ${admin(template)} with (force)`;
    await admin`create database ${admin(template)}`;
    await migrate({ adminUrl: urlOf(server, template), secret: randomBytes(32).toString('hex'), log: () => {} });
    await admin`alter database ${admin(template)} with is_template true allow_connections false`;
  } finally {
    await admin.unsafe(`select pg_advisory_unlock(${lockKey})`);
  }
}

/** Policies of partitions are made with them and never again, so those of a copy still name the template's owner. */
const policiesTo = (owner: string): string => `DO $$
  DECLARE found record;
  BEGIN
    FOR found IN SELECT p.polname AS name, c.oid::regclass AS part FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relispartition LOOP
      EXECUTE format('ALTER POLICY %I ON %s TO ${owner}', found.name, found.part);
    END LOOP;
  END $$`;

/**
 * Makes database `name` as a copy of the template, with roles of its own that own what the template's own. Whatever else
 * depends on the name and the secret, and migrations that are newer than the template, `migrate` brings about.
 */
export async function copyTemplate(admin: Client, server: string, { name, secret }: { name: string; secret: string }): Promise<void> {
  await ensureTemplate(admin, server);
  await admin`create database ${admin(name)} template ${admin(template)} strategy wal_log`;
  const copy = openClient(parseDatabaseUrl(urlOf(server, name)), parseDatabaseUrl(server), { max: 1, prepare: false });
  try {
    const [from, to] = [quotedName(roleName(template, 'owner')), quotedName(roleName(name, 'owner'))];
    const owned = [`REASSIGN OWNED BY ${from} TO ${to}`, policiesTo(to)];
    await copy.unsafe([...roleStatements(secret, name, new Set()), ...owned].join(';\n'));
  } finally {
    await copy.end({ timeout: 1 });
  }
}
