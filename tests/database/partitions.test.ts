import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const ensure = async (first: string, last: string): Promise<number | undefined> => {
  const [row] = await test.databases.ingest.$client<{ made: number }[]>`
    SELECT ensure_usage_partitions(${first}::timestamptz, ${last}::timestamptz) AS made`;
  return row?.made;
};

const partitions = async (): Promise<string[]> => {
  const rows = await test.superuser<{ name: string }[]>`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'usage_event'::regclass ORDER BY 1`;
  return rows.map((row) => row.name);
};

const monthOf = (offset: number): string => {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
  return `usage_event_${month.toISOString().slice(0, 7).replace('-', '_')}`;
};

describe('partitions of usage', () => {
  it('are there from four months ago to two months ahead after the migration', async () => {
    expect(await partitions()).toEqual([-4, -3, -2, -1, 0, 1, 2].map(monthOf));
  });

  it('are made by the role that posts, once each, also when several ask at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => ensure('2024-03-15T00:00:00Z', '2024-05-01T00:00:00Z')));
    expect(made.reduce((sum: number, each) => sum + (each ?? 0), 0)).toBe(3);
    expect(await partitions()).toEqual(expect.arrayContaining(['usage_event_2024_03', 'usage_event_2024_04', 'usage_event_2024_05']));
    expect(await ensure('2024-03-15T00:00:00Z', '2024-05-01T00:00:00Z')).toBe(0);
  });

  it('reach from the first to the last millisecond of their month in UTC', async () => {
    await ensure('2023-12-31T23:59:59.999Z', '2024-01-01T00:00:00.000Z');
    const insert = (at: string) => test.superuser`
      INSERT INTO usage_event (tenant_id, occurred_at, id, batch_id, protocol, streamed, status, http_status, usage_source, cost_state,
        cost_nano_usd, bound_nano_usd, overrun_nano_usd, latency_ms)
      VALUES (gen_random_uuid(), ${at}::text::timestamptz, gen_random_uuid(), gen_random_uuid(), 'p', false, 'succeeded', 200, 'none', 'zero', 0, 0, 0, 1)
      RETURNING tableoid::regclass::text AS partition`;
    expect((await insert('2023-12-31T23:59:59.999Z'))[0]?.partition).toBe('usage_event_2023_12');
    expect((await insert('2024-01-01T00:00:00.000Z'))[0]?.partition).toBe('usage_event_2024_01');
  });

  it('have the indexes of the parent, forced row-level security and no grants', async () => {
    await ensure('2022-07-01T00:00:00Z', '2022-07-02T00:00:00Z');
    const [row] = await test.superuser`
      SELECT relrowsecurity AND relforcerowsecurity AS forced, relacl,
        (SELECT count(*) FROM pg_index WHERE indrelid = c.oid) = (SELECT count(*) FROM pg_index WHERE indrelid = 'usage_event'::regclass) AS indexed
      FROM pg_class c WHERE relname = 'usage_event_2022_07'`;
    expect(row).toEqual({ forced: true, relacl: null, indexed: true });
  });

  it('do not lock out those who read and write the others while one is made', async () => {
    await test.superuser.begin(async (tx) => {
      await tx`SELECT count(*) FROM usage_event`;
      await tx`UPDATE usage_event SET attempts = 1`;
      await expect(ensure('2021-01-01T00:00:00Z', '2021-01-02T00:00:00Z')).resolves.toBe(1);
    });
  });

  it.each([
    ['1999-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00Z', '2999-01-01T00:00:00Z'],
    ['2024-02-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ])('are refused from %s to %s', async (first, last) => {
    await expect(ensure(first, last)).rejects.toMatchObject({ code: '22023' });
  });

  it('serve a page of the log from the primary key, newest first, without sorting', async () => {
    const plan = await inTenant(test.databases.app, newUuid(), async (tx) => {
      // The partitions are empty, so that the planner would rather read and sort nothing.
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      await tx.execute(sql`SET LOCAL enable_bitmapscan = off`);
      return await tx.execute(sql`
        EXPLAIN (COSTS OFF) SELECT * FROM usage_event WHERE (occurred_at, id) < (${new Date().toISOString()}::timestamptz, ${newUuid()}::uuid)
        ORDER BY occurred_at DESC, id DESC LIMIT 50`);
    });
    const text = JSON.stringify(plan);
    expect(text).toMatch(/Index Scan Backward using usage_event_\d+_\d+_pkey/);
    expect(text).not.toMatch(/Sort Key/);
  });
});
