import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStoredEvents } from '#lib/usage/read-stored-events.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';
import { History } from './history.ts';

/** More of them, and other ones, with `HISTORY_ROUNDS=500 HISTORY_SEED=9000`. */
const rounds = Number(process.env.HISTORY_ROUNDS ?? 8);
const firstSeed = Number(process.env.HISTORY_SEED ?? 1);

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

describe('random histories of crashes, replays and lost acknowledgements', { timeout: 120_000 }, () => {
  test.each(Array.from({ length: rounds }, (_, index) => firstSeed + index))(
    'seed %i: every call exactly once, all sums equal after every commit',
    async (seed) => {
      using folder = temporaryFolder();
      const history = new History(seed, database, folder.path);
      const { tenantIds } = history.calls;
      await createUsageTenants(database, tenantIds);
      await history.run(250);

      const sql = database.superuser;
      const stored = await readStoredEvents(sql, sql`e.tenant_id = ANY(${[...tenantIds]})`);
      const ids = stored.map(({ event }) => event.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set([...history.real.keys(), ...history.presumed.keys()]));
      for (const { event } of stored) expect(event).toEqual(history.expected(event.id));
      expect(history.faults).toEqual([]);
      expect(await findUsageFaults(database, tenantIds)).toEqual([]);
      expect(history.commits).toBeGreaterThan(5);
    },
  );
});
