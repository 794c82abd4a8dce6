import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type Cluster, postgresEnvironment } from './cluster-folders.ts';
import { disownPostmasterPid, isAlive, isPostmasterOf, type PostmasterPid, readPostmasterPid } from './postmaster-pid.ts';

/** A server that accepts connections. */
export interface RunningPostgres {
  readonly pid: number;
  readonly port: number;
  /** False when it already ran and was adopted. */
  readonly started: boolean;
}

export interface StartPostgresOptions {
  /** Server settings, as in postgresql.conf; these win over everything stored. */
  readonly settings: Readonly<Record<string, string>>;
  readonly report: (line: string) => void;
}

/** Crash recovery replays the write-ahead log, which can take long after heavy writes; it is never cut short. */
const recoverySecondsMax = 600;
const logBytesMax = 16 * 1024 * 1024;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The same free port for the same data folder where possible, so that other programs can keep their settings. */
async function choosePort(dataFolder: string): Promise<number> {
  const first = createHash('sha256').update(dataFolder).digest().readUInt16BE(0) % 1000;
  for (let step = 0; step < 1000; step += 1) {
    const port = 54_320 + ((first + step) % 1000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port between 54320 and 55319 for PostgreSQL.');
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > logBytesMax) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/**
 * Starts the server in its own session (`detached`), so that Ctrl-C in the terminal reaches Tollgate but not the database
 * that Tollgate still needs while it stops.
 */
async function spawnPostmaster(cluster: Cluster, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const all = {
    port: String(await choosePort(cluster.data)),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: cluster.sockets,
    unix_socket_permissions: '0700',
    ...settings,
  };
  const log = openLog(cluster.log);
  try {
    return spawn(
      cluster.binaries.postgres,
      ['-D', cluster.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...cluster.account,
        cwd: '/',
        detached: true,
        env: postgresEnvironment,
        stdio: ['ignore', log, log],
      },
    );
  } finally {
    closeSync(log);
  }
}

/** The log from `offset` on: what the failed start said. */
function logSince(cluster: Cluster, offset: number): string {
  return readFileSync(cluster.log).subarray(offset).toString('utf8').trim();
}

/** The running server of this cluster, if there is one; makes a stale pid file harmless. */
function findPostmaster(cluster: Cluster): PostmasterPid | undefined {
  const file = readPostmasterPid(cluster.data);
  if (file === undefined) return undefined;
  if (isPostmasterOf(file.pid, cluster.data)) return file;
  if (isAlive(file.pid)) disownPostmasterPid(cluster.data);
  return undefined;
}

/** Asks the server itself which data folder it serves; rejects when it does not answer within 10 s. */
async function verify(cluster: Cluster, { port, pid }: PostmasterPid): Promise<void> {
  const sql = postgres({
    path: `${cluster.sockets}/.s.PGSQL.${port}`,
    ...{ username: 'postgres', password: cluster.password, database: 'postgres', max: 1, connect_timeout: 10, onnotice: () => {} },
  });
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    if (row?.folder !== cluster.data) throw new Error(`it serves ${row?.folder}`);
  } catch (cause) {
    throw new Error(`PostgreSQL (process ${pid}) runs on ${cluster.data} but does not answer as expected. Its log: ${cluster.log}`, {
      cause,
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Waits until the server of this cluster accepts connections; resolves undefined when `gone` says that it ended. */
async function waitUntilReady(
  cluster: Cluster,
  gone: () => boolean,
  report: StartPostgresOptions['report'],
): Promise<PostmasterPid | undefined> {
  const started = Date.now();
  for (let turn = 1; ; turn += 1) {
    const found = readPostmasterPid(cluster.data);
    if (found?.ready && isPostmasterOf(found.pid, cluster.data)) return found;
    if (gone()) return undefined;
    const waited = Date.now() - started;
    if (waited > recoverySecondsMax * 1000)
      throw new Error(`PostgreSQL is not ready after ${recoverySecondsMax} s. Its log: ${cluster.log}`);
    if (turn % 400 === 0) report(`PostgreSQL is still recovering … ${Math.round(waited / 1000)} s`);
    await sleep(waited < 2000 ? 10 : 50);
  }
}

/**
 * Adopts the server that already runs on this cluster, or starts one and waits through crash recovery. A start right
 * after a kill is tried again while backends of the killed server still hold its shared memory.
 */
export async function startPostgres(cluster: Cluster, { settings, report }: StartPostgresOptions): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const running = findPostmaster(cluster);
    if (running !== undefined) {
      // A stopped (SIGSTOP) server would never answer; to a running one this signal means nothing.
      process.kill(running.pid, 'SIGCONT');
      const ready = await waitUntilReady(cluster, () => !isAlive(running.pid), report);
      if (ready === undefined) continue;
      await verify(cluster, ready);
      return { pid: ready.pid, port: ready.port, started: false };
    }
    const offset = existsSync(cluster.log) ? statSync(cluster.log).size : 0;
    const child = await spawnPostmaster(cluster, settings);
    const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
    const ready = await Promise.race([waitUntilReady(cluster, () => child.exitCode !== null || child.signalCode !== null, report), failed]);
    child.unref();
    if (ready !== undefined) return { pid: ready.pid, port: ready.port, started: ready.pid === child.pid };
    const said = logSince(cluster, offset);
    if (attempt >= 20 || !/lock file|shared memory block|Address already in use/.test(said)) {
      throw new Error(`PostgreSQL did not start:\n${said}\n(log: ${cluster.log})`);
    }
    await sleep(250);
  }
}
