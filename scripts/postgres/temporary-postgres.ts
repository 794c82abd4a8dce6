import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterFolders } from './cluster-folders.ts';
import { type EmbeddedPostgres, embeddedPostgres } from './embedded-postgres.ts';
import { isAlive, isPostmasterOf, readPostmasterPid } from './postmaster-pid.ts';
import { stopPostgres } from './stop-postgres.ts';

const prefix = 'tollgate-test-';

/** Ends and removes clusters whose owners were killed before they could; the owner's process id is in the name. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isInteger(owner) || isAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    try {
      const cluster = clusterFolders(folder);
      const pid = readPostmasterPid(cluster.data)?.pid;
      if (pid !== undefined && isPostmasterOf(pid, cluster.data)) await stopPostgres(cluster, pid, { mode: 'immediate' });
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or half made: not ours to judge.
    }
  }
}

/** A cluster of its own for one run of tests, without safety against power cuts; `stop` removes it. */
export async function temporaryPostgres(): Promise<EmbeddedPostgres> {
  await removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // PostgreSQL's account has to pass through; what is inside has its own modes.
  chmodSync(folder, 0o755);
  const settings = { max_connections: '300', shared_buffers: '128MB' };
  const server = await embeddedPostgres({ folder, settings, durable: false, report: () => {} });
  return {
    ...server,
    async stop() {
      const outcome = await server.stop('immediate');
      rmSync(folder, { recursive: true, force: true });
      return outcome;
    },
  };
}
