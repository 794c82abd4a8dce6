import { setTimeout as sleep } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { type Cluster, clusterFolders } from './cluster-folders.ts';
import { createCluster } from './create-cluster.ts';
import { isPostmasterOf } from './postmaster-pid.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';
import { stopPostgres } from './stop-postgres.ts';

export interface EmbeddedPostgresOptions {
  /** The data folder of the whole installation (`.data`); the cluster goes below it where its account can reach that. */
  readonly folder: string;
  /** Server settings on top of ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** False trades safety after a power cut for speed; for clusters that are thrown away. */
  readonly durable?: boolean;
  /** One line for the person who waits. */
  readonly report: (line: string) => void;
}

/** A cluster that is kept running until `stop`. */
export interface EmbeddedPostgres {
  /** Address of a database as the superuser over the unix socket; `host` in the query names its folder, as with libpq. */
  url(database: string): string;
  /** The same over TCP on 127.0.0.1, for programs that know no sockets. */
  tcpUrl(database: string): string;
  /** Creates an empty database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** True when the server already ran and was adopted. */
  readonly adopted: boolean;
  /**
   * Stops a server we started. An adopted one is left alone while somebody else is connected; says which it did.
   * `immediate` skips the checkpoint; the next start then recovers.
   */
  stop(mode?: 'fast' | 'immediate'): Promise<'stopped' | 'left running'>;
}

const watchMilliseconds = 500;
const safeSettings = { max_connections: '100', shared_buffers: '256MB', max_wal_size: '2GB', log_min_messages: 'warning' };
const unsafeSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** One statement as the superuser, on a connection of its own. */
async function asSuperuser<T>(cluster: Cluster, port: number, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres({
    ...{ path: `${cluster.sockets}/.s.PGSQL.${port}`, username: 'postgres', password: cluster.password, database: 'postgres' },
    ...{ max: 1, connect_timeout: 5, onnotice: () => {} },
  });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function hasOtherSessions(sql: Sql): Promise<boolean> {
  const others = await sql`select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`;
  return others.length > 0;
}

async function createMissingDatabase(sql: Sql, name: string): Promise<void> {
  const found = await sql`select 1 from pg_database where datname = ${name}`;
  if (found.length === 0) await sql`create database ${sql(name)}`;
}

/** Starts the server again whenever it disappears, after growing pauses while that fails, until `signal`. */
async function keepRunning(
  state: { running: RunningPostgres },
  {
    cluster,
    start,
    report,
    signal,
  }: { cluster: Cluster; start: () => Promise<RunningPostgres>; report: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false, signal }).catch(() => {});
  for (let failures = 0; !signal.aborted; ) {
    await pause(failures === 0 ? watchMilliseconds : Math.min(30_000, 500 * 2 ** failures));
    if (signal.aborted || isPostmasterOf(state.running.pid, cluster.data)) continue;
    report('PostgreSQL ended unexpectedly; starting it again.');
    try {
      state.running = await start();
      failures = 0;
      report('PostgreSQL runs again.');
    } catch (error) {
      failures += 1;
      report(error instanceof Error ? error.message : String(error));
    }
  }
}

function reportPlace({ movedTo, binaries }: Cluster, folder: string, report: (line: string) => void): void {
  const reason = 'PostgreSQL may not run as root, and other users cannot enter';
  if (movedTo !== undefined) report(`${reason} ${folder}: its programs and data are in ${movedTo}.`);
  else if (binaries.copiedTo !== undefined) report(`${reason} this folder: its programs were copied to ${binaries.copiedTo}.`);
}

/** Creates, starts or adopts the embedded PostgreSQL of a data folder and keeps it running. */
export async function embeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { folder, report, durable = true } = options;
  const cluster = clusterFolders(folder);
  reportPlace(cluster, folder, report);
  await createCluster(cluster, { durable });

  const settings = { ...safeSettings, ...(durable ? {} : unsafeSettings), ...options.settings };
  const first = await startPostgres(cluster, { settings, report });
  const { port } = first;
  const state = { running: first };
  const ending = new AbortController();
  const start = () => startPostgres(cluster, { settings: { ...settings, port: String(port) }, report });
  const keeping = keepRunning(state, { cluster, start, report, signal: ending.signal });

  const password = encodeURIComponent(cluster.password);
  return {
    adopted: !first.started,
    url: (database) => `postgres://postgres:${password}@localhost/${database}?host=${encodeURIComponent(cluster.sockets)}&port=${port}`,
    tcpUrl: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`,
    createDatabase: (name) => asSuperuser(cluster, port, (sql) => createMissingDatabase(sql, name)),
    async stop(mode = 'fast') {
      ending.abort();
      await keeping;
      if (!isPostmasterOf(state.running.pid, cluster.data)) return 'stopped';
      if (!state.running.started && (await asSuperuser(cluster, port, hasOtherSessions))) return 'left running';
      await stopPostgres(cluster, state.running.pid, { mode });
      return 'stopped';
    },
  };
}
