import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabases } from '#db/client.ts';
import { newUuid } from '#lib/core/ids.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { KeyUseMarker } from '#lib/usage/mark-keys-used.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { Random } from '../support/random.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';

let database: TestDatabase;
const calls = new SampleCalls({ seed: 17, tenants: 3 });

beforeAll(async () => {
  database = await createTestDatabase();
  await createUsageTenants(database, calls.tenantIds);
});

afterAll(() => database.drop());

describe('several posters at once', () => {
  test('over the same rollup rows and the same events, in any order: no deadlock, no double count', async () => {
    const { url, secret } = database;
    const processes = Array.from({ length: 6 }, () => openDatabases({ url, secret, pools: { ingest: 2 } }));
    const random = new Random(9);
    const holds = Array.from({ length: 1200 }, () => calls.hold());
    const real = holds.map((hold) => calls.settlementOf(hold));
    const presumed = holds.map(interruptedEvent);
    const shuffled = <T>(values: readonly T[]): T[] =>
      values
        .map((value) => ({ value, at: random.next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value);
    let [inserted, corrected] = [0, 0];
    await Promise.all(
      processes.map(async ({ ingest }) => {
        const poster = new EventPoster(ingest.$client);
        const mine = shuffled([...real, ...presumed]);
        for (let start = 0; start < mine.length; start += 150) {
          const outcome = await poster.post(mine.slice(start, start + 150));
          inserted += outcome.inserted;
          corrected += outcome.corrected;
        }
      }),
    );
    expect(inserted).toBe(1200);
    const [row] = await database.superuser<{ real: bigint; corrections: bigint }[]>`
      SELECT (SELECT count(*) FROM usage_event WHERE usage_source <> 'presumed') AS real,
        (SELECT count(*) FROM ledger_entry WHERE kind = 'correct') AS corrections`;
    expect(row).toEqual({ real: 1200n, corrections: BigInt(corrected) });
    expect(corrected).toBeGreaterThan(0);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
    const [server] = await database.superuser<
      { deadlocks: bigint }[]
    >`SELECT deadlocks FROM pg_stat_database WHERE datname = ${database.name}`;
    expect(server?.deadlocks).toBe(0n);
    await Promise.all(processes.map((process) => process.close(1)));
  });

  test('new names get one id, whoever meets them first', async () => {
    const { url, secret } = database;
    const processes = Array.from({ length: 4 }, () => openDatabases({ url, secret, pools: { ingest: 2 } }));
    const fresh = new SampleCalls({ seed: 1, tenants: 1, tenantIds: calls.tenantIds.slice(0, 1) });
    const events = Array.from({ length: 400 }, () => fresh.event());
    const ours = (index: number) => events.filter((_, position) => position % processes.length === index);
    await Promise.all(processes.map(({ ingest }, index) => new EventPoster(ingest.$client).post(ours(index))));
    const rows = await database.superuser<{ ids: bigint; names: bigint }[]>`
      SELECT count(*) AS ids, count(DISTINCT (tenant_id, kind, value)) AS names FROM usage_dimension`;
    expect(rows[0]?.ids).toBe(rows[0]?.names);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
    await Promise.all(processes.map((process) => process.close(1)));
  });
});

test('keys are marked as used, at most once a minute, and never back in time', async () => {
  const [tenantId = ''] = calls.tenantIds;
  const keyId = newUuid();
  await database.superuser`
    INSERT INTO virtual_key (tenant_id, id, name, kind, key_hash, display) VALUES (${tenantId}, ${keyId}, 'k', 'service', ${keyId}, 'tg-…')`;
  const marker = new KeyUseMarker(database.databases.ingest.$client);
  const start = Date.now() - 600_000;
  const used = async (...atMs: number[]) => {
    await marker.mark(
      atMs.map((ms) => ({ ...calls.event(ms), attribution: { tenantId, departmentId: null, teamId: null, userId: null, keyId } })),
    );
    const [row] = await database.superuser<{ at: string | null }[]>`SELECT last_used_at::text AS at FROM virtual_key WHERE id = ${keyId}`;
    return Date.parse(row?.at ?? '') - start;
  };
  expect(await used(start, start + 5)).toBe(5);
  expect(await used(start + 59_000)).toBe(5);
  expect(await used(start + 61_000, start + 60_500)).toBe(61_000);
  expect(await used(start + 3000)).toBe(61_000);
  await expect(marker.mark([calls.event()])).resolves.toBeUndefined();
});
