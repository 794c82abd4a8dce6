import { expect, test, vi } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { readPostmasterPid } from '../../scripts/postgres/postmaster-pid.ts';
import { temporaryPostgres } from '../../scripts/postgres/temporary-postgres.ts';
import { createFreshDatabase } from '../support/fresh-database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';
import { CallingProcess } from './start-calling.ts';

/**
 * The server is killed together with everything that was not yet on its disk: it runs without synchronous commit, so its
 * last confirmed transactions are really gone when it comes back.
 */
test('a database that is killed and comes back without its last commits: each call exactly once', { timeout: 120_000 }, async () => {
  const server = await temporaryPostgres();
  const database = await createFreshDatabase(server.url('postgres'));
  using root = temporaryFolder();
  const tenantIds = [newUuid()];
  await createUsageTenants(database, tenantIds);
  const [setting] = await database.superuser<{ folder: string }[]>`SELECT setting AS folder FROM pg_settings WHERE name = 'data_directory'`;
  const postmaster = (): number => {
    const found = readPostmasterPid(setting?.folder ?? '');
    if (found?.ready !== true) throw new Error('The server is not ready');
    return found.pid;
  };
  // Confirmed commits stay in memory for seconds; what was made until here is on disk.
  await database.superuser`ALTER SYSTEM SET wal_writer_delay = '10s'`;
  await database.superuser`ALTER SYSTEM SET wal_writer_flush_after = '1GB'`;
  await database.superuser`SELECT pg_reload_conf()`;
  await database.superuser`CHECKPOINT`;
  const countEvents = async (): Promise<number> => (await database.superuser`SELECT 1 FROM usage_event`).length;
  const { url, secret } = database;
  const caller = new CallingProcess({ url, secret, root: root.path, tenantIds, seed: 1, concurrency: 16, segmentBytes: 256 * 1024 });
  try {
    for (let kill = 0; kill < 3; kill += 1) {
      // So that there is something to lose: usage that was posted since the last kill.
      const posted = await countEvents();
      await vi.waitFor(async () => expect(await countEvents()).toBeGreaterThan(posted + 50), { timeout: 60_000, interval: 20 });
      const killed = await vi.waitFor(postmaster, { timeout: 30_000, interval: 20 });
      process.kill(killed, 'SIGKILL');
      // Calls go on while it is away; whoever watches the cluster starts it again.
      await vi.waitFor(() => expect(postmaster()).not.toBe(killed), { timeout: 30_000, interval: 20 });
    }
    await caller.end();
    const stored = await vi.waitFor(() => database.superuser<{ id: string }[]>`SELECT id FROM usage_event`, {
      timeout: 20_000,
      interval: 200,
    });
    expect(caller.lines.filter((line) => line.startsWith('missed')).length).toBeGreaterThan(0);
    const ids = new Set(stored.map(({ id }) => id));
    expect(ids.size).toBe(stored.length);
    // A call that the journal could not take at once (its next segment was being made) has only the database's word.
    const journalled = [...caller.settled].filter(([, where]) => where === 'journal').map(([id]) => id);
    expect(journalled.filter((id) => !ids.has(id))).toEqual([]);
    expect([...ids].filter((id) => !caller.held.has(id))).toEqual([]);
    expect(await findUsageFaults(database, tenantIds)).toEqual([]);
  } finally {
    await caller.kill();
    await database.drop().catch(() => {});
    await server.stop();
  }
});
