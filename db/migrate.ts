import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { applyAccess } from './apply-access.ts';
import { type Client, openClient, roleCredentials } from './client.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { installQueue } from './install-queue.ts';
import { prepareRoles } from './prepare-roles.ts';
import { tenantTokenPads } from './tenant-token.ts';

export interface MigrateOptions {
  /** DATABASE_DIRECT_URL or DATABASE_URL; a direct address, because a session-level lock is held. */
  readonly adminUrl: string;
  /** TOLLGATE_SECRET. */
  readonly secret: string;
  /** Receives one sentence for each thing that was done. */
  readonly log: (line: string) => void;
}

const oldestVersion = 160_000;
/** Two starting processes migrate one after the other; the second finds nothing to do. */
const lockSql = "SELECT pg_advisory_lock(hashtextextended('tollgate migrate', 0))";

async function checkServer(admin: Client): Promise<void> {
  const [row] = await admin<{ number: string; text: string; encoding: string }[]>`
    SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text, current_setting('server_encoding') AS encoding`;
  if (row === undefined) return;
  if (Number(row.number) < oldestVersion) throw new Error(`Tollgate needs PostgreSQL 16 or newer; this is ${row.text}`);
  if (row.encoding !== 'UTF8') throw new Error(`Tollgate needs a database with the encoding UTF8; this one has ${row.encoding}`);
}

/** Puts the key of tenant tokens where `current_tenant()` looks; a changed secret replaces it. */
async function storeTokenKey(owner: Client, secret: string): Promise<void> {
  const { inner, outer } = tenantTokenPads(secret);
  await owner`INSERT INTO tenant_token_key (id, inner_pad, outer_pad) VALUES (1, ${inner}, ${outer})
    ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
    WHERE tenant_token_key.inner_pad <> excluded.inner_pad`;
}

/** Months of usage that replays and late postings may still write to, and of both that are there before they begin. */
async function ensurePartitions(owner: Client): Promise<number> {
  const [row] = await owner<{ made: number }[]>`
    SELECT ensure_usage_partitions(now() - interval '4 months', now() + interval '2 months')
      + ensure_audit_partitions(now(), now() + interval '2 months') AS made`;
  return row?.made ?? 0;
}

/**
 * Brings a database to this version: roles, tables, functions, privileges, partitions. Safe to run at every start and by
 * several processes at once; with nothing to do it takes no lock that others feel.
 */
export async function migrate({ adminUrl, secret, log }: MigrateOptions): Promise<void> {
  const address = parseDatabaseUrl(adminUrl);
  const admin = openClient(address, address, { max: 1, prepare: false, applicationName: 'tollgate migrate' });
  const owner = openClient(address, roleCredentials(secret, address.database, 'owner'), {
    max: 1,
    prepare: false,
    applicationName: 'tollgate migrate',
  });
  try {
    await checkServer(admin);
    await admin.unsafe(lockSql);
    if (await prepareRoles(admin, address, secret)) log('Prepared the database roles.');
    await applyMigrations(drizzle(owner), { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
    await storeTokenKey(owner, secret);
    if (await applyAccess(owner, address.database)) log('Applied tables, functions and privileges.');
    if (await installQueue(owner, address.database)) log('Made the tables of the queue of background runs.');
    const made = await ensurePartitions(owner);
    if (made > 0) log(`Made ${made} monthly partitions for usage and the audit trail.`);
  } finally {
    await Promise.all([owner.end(), admin.end()]);
  }
}
