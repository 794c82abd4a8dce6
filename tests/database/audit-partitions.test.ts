import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';

let test: TestDatabase;
let company: SampleCompany;

beforeAll(async () => {
  test = await createTestDatabase();
  company = await createSampleCompany(test, 'partitions');
});
afterAll(() => test.drop());

const isoMonth = (offset: number, day = 15): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, day)).toISOString();
};
const nameOf = (offset: number): string => `audit_entry_${isoMonth(offset).slice(0, 7).replace('-', '_')}`;

const call = async (text: string, ...values: string[]): Promise<number> => {
  const [row] = await test.databases.jobs.$client.unsafe<{ count: number }[]>(`SELECT ${text} AS count`, values);
  return row?.count ?? 0;
};
const ensure = (first: string, last: string) => call('ensure_audit_partitions($1::text::timestamptz, $2::text::timestamptz)', first, last);
const dropEmpty = (before: string) => call('drop_empty_audit_partitions($1::text::timestamptz)', before);

const partitions = async (): Promise<string[]> => {
  const rows = await test.superuser<{ name: string }[]>`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_entry'::regclass ORDER BY 1`;
  return rows.map((row) => row.name);
};

/** Writes an entry as a command does; answers where it lies. */
async function write(at: string): Promise<{ id: string; partition: string }> {
  const id = newUuid(new Date(at).getTime());
  await test.superuser`
    INSERT INTO audit_entry (tenant_id, id, occurred_at, actor_kind, actor_name, action, resource_kind, resource_id, request_id)
    VALUES (${company.tenantId}, ${id}, ${at}::text::timestamptz, 'system', 'test', 'team.create', 'team', 'team_1', gen_random_uuid())`;
  const [row] = await test.superuser<{ partition: string }[]>`
    SELECT tableoid::regclass::text AS partition FROM audit_entry WHERE tenant_id = ${company.tenantId} AND id = ${id}`;
  return { id, partition: row?.partition ?? '' };
}

describe('partitions of the audit trail [AUD-3]', () => {
  it('hold the past in one, then months ahead, and whatever lies elsewhere', async () => {
    expect(await partitions()).toEqual([nameOf(1), nameOf(2), 'audit_entry_elsewhen', 'audit_entry_past']);
    expect((await write('2019-05-05T00:00:00Z')).partition).toBe('audit_entry_past');
    expect((await write(isoMonth(0))).partition).toBe('audit_entry_past');
    expect((await write(isoMonth(1, 1))).partition).toBe(nameOf(1));
  });

  it('take along what was written before its month was made, and queue nothing twice', async () => {
    const early = await write(isoMonth(6));
    expect(early.partition).toBe('audit_entry_elsewhen');
    const made = await Promise.all(Array.from({ length: 3 }, () => ensure(isoMonth(6), isoMonth(7))));
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(2);
    const [row] = await test.superuser`
      SELECT tableoid::regclass::text AS partition, (SELECT count(*)::int FROM audit_pending AS p WHERE p.entry_id = e.id) AS queued
      FROM audit_entry AS e WHERE id = ${early.id}`;
    expect(row).toEqual({ partition: nameOf(6), queued: 1 });
  });

  it('have the indexes of the parent, forced row-level security and no grants', async () => {
    await ensure(isoMonth(9), isoMonth(9));
    const rows = await test.superuser`
      SELECT c.relname AS name, relrowsecurity AND relforcerowsecurity AS forced, relacl,
        (SELECT count(*) FROM pg_index WHERE indrelid = c.oid) = (SELECT count(*) FROM pg_index WHERE indrelid = 'audit_entry'::regclass) AS indexed,
        EXISTS (SELECT FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f') AS bound
      FROM pg_class AS c WHERE relname IN (${nameOf(9)}, 'audit_entry_past', 'audit_entry_elsewhen')`;
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toMatchObject({ forced: true, indexed: true, bound: true });
    expect(rows.find(({ name }) => name === nameOf(9))?.relacl).toBeNull();
  });

  it('are dropped once empty and over, never before', async () => {
    const past = new Date().getUTCFullYear() - 2;
    // As if the months had been made when it was their time: the past of a database that is new reaches up to today.
    await test.superuser.unsafe(`
      ALTER TABLE audit_entry DETACH PARTITION audit_entry_past;
      DELETE FROM audit_entry_past WHERE id >= (lpad(to_hex((extract(epoch FROM timestamptz '${past}-01-01Z') * 1000)::int8), 12, '0') || repeat('0', 20))::uuid;
      ALTER TABLE audit_entry ATTACH PARTITION audit_entry_past FOR VALUES FROM (MINVALUE)
        TO ('${newUuid(Date.UTC(past, 0, 1)).slice(0, 13)}-0000-0000-000000000000')`);
    expect(await ensure(`${past}-01-10T00:00:00Z`, `${past}-02-10T00:00:00Z`)).toBe(2);
    const { id, partition } = await write(`${past}-02-05T00:00:00Z`);
    expect(await dropEmpty(new Date().toISOString())).toBe(1);
    expect(await partitions()).toContain(partition);
    expect(await partitions()).not.toContain(`audit_entry_${past}_01`);
    await test.superuser`DELETE FROM audit_entry WHERE id = ${id}`;
    await test.superuser.begin(async (tx) => {
      await tx`SELECT count(*) FROM audit_entry`;
      expect(await dropEmpty(new Date().toISOString())).toBe(0);
    });
    expect(await dropEmpty(new Date().toISOString())).toBe(1);
    expect(await partitions()).toContain(nameOf(2));
  });

  it.each([
    ['1999-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['2024-01-01T00:00:00Z', '2999-01-01T00:00:00Z'],
    ['2024-02-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ])('are refused from %s to %s', async (first, last) => {
    await expect(ensure(first, last)).rejects.toMatchObject({ code: '22023' });
  });
});
