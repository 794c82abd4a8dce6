import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as schema from '#db/schema/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { foreignKeys, tablesIn } from './sample-rows.ts';
import { tenantTables } from './two-tenants.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const declared = Object.values(schema).flatMap((value) => (is(value, PgTable) ? [value] : []));

interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly columns: string[];
  readonly isUnique: boolean;
}

/** Indexes of the tables of tenants, partitions left out; expressions show as null columns. */
const tenantIndexes = async (): Promise<IndexRow[]> =>
  await test.superuser.unsafe<IndexRow[]>(
    `SELECT t.relname AS table, i.relname AS name, x.indisunique AS "isUnique",
      (SELECT array_agg(coalesce(a.attname, '') ORDER BY k.n) FROM unnest(x.indkey::int[]) WITH ORDINALITY k (num, n)
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num)::text[] AS columns
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relname = ANY($1) ORDER BY 1, 2`,
    [tenantTables as string[]],
  );

/** Found by something that names no tenant yet: each says in the schema why. */
const lookupIndexes = [
  'api_token_hash',
  'config_version_changed',
  'invitation_token',
  'job_run_due',
  'key_loan_hash',
  'oauth_client_former_secret',
  'oauth_client_secret',
  'oauth_token_hash',
  'report_subscription_token',
  'session_secret',
  'sso_connection_id',
  'sso_domain_verified',
  'support_access_ends',
  'target_status_troubled',
  'user_account_sign_in',
  'virtual_key_hash',
];

describe('the schema of Drizzle', () => {
  it('has the tables of the database', async () => {
    expect(declared.map((table) => getTableConfig(table).name).sort()).toEqual((await tablesIn(test.superuser)).sort());
  });

  it.each(declared.map((table) => [getTableConfig(table).name, table] as const))('describes %s as it is', async (name, table) => {
    const rows = await test.superuser<{ name: string; type: string; required: boolean; hasDefault: boolean }[]>`
      SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required, atthasdef AS "hasDefault"
      FROM pg_attribute WHERE attrelid = ${`public.${name}`}::regclass AND attnum > 0 AND NOT attisdropped`;
    const actual = rows.map((row) => ({ ...row }));
    const expected = Object.values(getTableColumns(table)).map((column) => ({
      name: column.name,
      type: column.getSQLType().replace(/^timestamp \((\d)\)/, 'timestamp($1)'),
      required: column.notNull,
      hasDefault: (column.hasDefault || column.generated !== undefined) && column.generatedIdentity === undefined,
    }));
    const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
    expect(expected.sort(byName)).toEqual(actual.sort(byName));
  });

  it('has the indexes of the database, and its foreign keys', async () => {
    const indexes = await test.superuser<{ name: string }[]>`
      SELECT i.relname AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
      WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))`;
    const names = declared.flatMap((table) => getTableConfig(table).indexes.map((index) => index.config.name ?? ''));
    expect(names.sort()).toEqual(indexes.map((row) => row.name).sort());
    const keys = declared.flatMap((table) => getTableConfig(table).foreignKeys.map((key) => key.getName().slice(0, 63)));
    const constraints = await test.superuser<{ name: string }[]>`
      SELECT conname AS name FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
      WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition`;
    expect(keys.sort()).toEqual(constraints.map((row) => row.name).sort());
  });

  it('partitions usage by month', async () => {
    const [row] = await test.superuser`SELECT pg_get_partkeydef('usage_event'::regclass) AS key`;
    expect(row?.key).toBe('RANGE (occurred_at)');
  });
});

describe('keys of the tables of tenants', () => {
  it('put the tenant first in every primary key', async () => {
    const keys = await test.superuser<{ table: string; first: string }[]>`
      SELECT c.relname AS table, a.attname AS first FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
      WHERE k.contype = 'p' AND c.relname = ANY(${tenantTables as string[]})`;
    expect(keys.map((key) => key.table).sort()).toEqual([...tenantTables].sort());
    expect(keys.filter((key) => key.first !== 'tenant_id').map((key) => key.table)).toEqual([]);
  });

  it('put the tenant first in every index but those that find the tenant', async () => {
    const others = (await tenantIndexes()).filter((index) => index.columns[0] !== 'tenant_id').map((index) => index.name);
    expect(others.filter((name) => name !== 'tenant_slug_unique')).toEqual(lookupIndexes);
  });

  it('carry the tenant in everything that is unique, as distribution by tenant asks', async () => {
    const without = (await tenantIndexes()).filter((index) => index.isUnique && !index.columns.includes('tenant_id'));
    // The tenant itself is a reference table there.
    expect(without.map((index) => index.name)).toEqual(['tenant_slug_unique']);
  });

  it('carry the tenant in every foreign key, so that no row can point into another tenant', async () => {
    const keys = (await foreignKeys(test.superuser)).filter((key) => tenantTables.includes(key.table));
    expect(keys.length).toBeGreaterThan(20);
    const wrong = keys.filter(
      (key) => tenantTables.includes(key.target) && !(key.columns[0] === 'tenant_id' && key.targetColumns[0] === 'tenant_id'),
    );
    expect(wrong).toEqual([]);
  });
});
