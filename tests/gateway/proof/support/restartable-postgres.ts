import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterFolders } from '../../../../scripts/postgres/cluster-folders.ts';
import { createCluster } from '../../../../scripts/postgres/create-cluster.ts';
import { startPostgres } from '../../../../scripts/postgres/start-postgres.ts';
import { stopPostgres } from '../../../../scripts/postgres/stop-postgres.ts';

/** A PostgreSQL server that nobody keeps alive: a test may take it away and bring it back. */
export interface RestartablePostgres {
  /** Of the superuser's database `postgres`; the same after each start. */
  readonly url: string;
  /** As a power cut would: no checkpoint, sessions dropped, recovery at the next start. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

/** Makes and starts one on a port of its own. What was committed survives `stop`, as on any server that flushes to disk. */
export async function restartablePostgres(): Promise<RestartablePostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-outage-'));
  // PostgreSQL's account has to pass through; what is inside has its own modes.
  chmodSync(folder, 0o755);
  const cluster = clusterFolders(folder);
  await createCluster(cluster, { durable: false });
  const settings = { max_connections: '100', shared_buffers: '64MB' };
  const first = await startPostgres(cluster, { settings, report: () => {} });
  let pid: number | undefined = first.pid;
  const stop = async (): Promise<void> => {
    if (pid === undefined) return;
    await stopPostgres(cluster, pid, { mode: 'immediate' });
    pid = undefined;
  };
  return {
    url: `postgres://postgres:${encodeURIComponent(cluster.password)}@127.0.0.1:${first.port}/postgres`,
    stop,
    async start() {
      pid = (await startPostgres(cluster, { settings: { ...settings, port: String(first.port) }, report: () => {} })).pid;
    },
    async dispose() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
