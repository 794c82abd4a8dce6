import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Cluster, postgresEnvironment } from './cluster-folders.ts';

export interface CreateClusterOptions {
  /** False skips the flush to disk; only for clusters that are thrown away. */
  readonly durable: boolean;
}

/** Runs initdb to its end; rejects with what it printed. */
function initdb(cluster: Cluster, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(cluster.binaries.initdb, args, {
      ...cluster.account,
      cwd: '/',
      env: postgresEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}):\n${output}`))));
  });
}

/**
 * Makes the cluster if it is not there: UTF-8, the C.UTF-8 collation built into PostgreSQL (sorts the same on every
 * machine), UTC, scram passwords on both kinds of connection, page checksums (PostgreSQL 18's default). It is made beside
 * its place and renamed, so an interrupted first start leaves no half cluster.
 */
export async function createCluster(cluster: Cluster, { durable }: CreateClusterOptions): Promise<void> {
  if (existsSync(join(cluster.data, 'PG_VERSION'))) return;
  const parent = dirname(cluster.data);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(cluster.data)}.new-`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const unfinished = `${cluster.data}.new-${process.pid}`;
  const passwordFile = join(cluster.sockets, `password-${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.account !== undefined) {
    for (const path of [unfinished, passwordFile]) chownSync(path, cluster.account.uid, cluster.account.gid);
  }
  try {
    await initdb(cluster, [
      ...['-D', unfinished, '-U', 'postgres', `--pwfile=${passwordFile}`],
      ...['--auth-local=scram-sha-256', '--auth-host=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...['-c', 'timezone=UTC', '-c', 'log_timezone=UTC', '--no-instructions'],
      ...(durable ? [] : ['--no-sync']),
    ]);
    renameSync(unfinished, cluster.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}
