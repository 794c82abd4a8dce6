import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costCenter, environment, project } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/import-prices.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { csvRecords } from '#lib/core/csv.ts';
import { newUuid } from '#lib/core/ids.ts';
import { sortShares } from '#lib/cost-centers/split-amount.ts';
import { exportFocus, getFocusMetadata } from '#lib/focus/index.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

const dayMs = 86_400_000;
const fromMs = Date.UTC(2026, 9, 30);
const toMs = Date.UTC(2026, 10, 3);

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let posted: readonly UsageEvent[];

beforeAll(async () => {
  database = await createTestDatabase();
  await importPrices(database.databases.jobs);
  runtime = { ...commandRuntimeOf(database), clock: { now: () => toMs } };
  company = await createSampleCompany(database, 'acme');
  const rival = await createSampleCompany(database, 'rival');
  posted = [
    ...busyCalls(company, { count: 2_000, fromMs: fromMs - dayMs, toMs: toMs + dayMs, seed: 5 }),
    // On both sides of midnight, where a call of another day would show.
    ...[fromMs - 1, fromMs, toMs - 1, toMs].map((atMs) => companyCall(company, { atMs })),
  ];
  await postCalls(database, posted);
  await postCalls(database, [...busyCalls(rival, { count: 100, fromMs, toMs, seed: 6 })]);
});
afterAll(() => database.drop());

async function rowsOf(input: object, person: SamplePerson = company.admin): Promise<readonly Readonly<Record<string, string>>[]> {
  const { pieces } = await exportFocus.open(invocationOf(runtime, company, person), input);
  const records: (readonly string[])[] = [];
  async function* bytes() {
    for await (const piece of pieces) yield Buffer.from(piece);
  }
  for await (const { fields } of csvRecords(bytes())) records.push(fields);
  const [header = [], ...rows] = records;
  return rows.map((fields) => Object.fromEntries(header.map((name, at) => [name, fields[at] ?? ''])));
}

test('[COST-7] tells of a charge whom it is for and who bears it, and calls of others apart', async () => {
  const { tenantId } = company;
  const ids = { projectId: newUuid(), environmentId: newUuid(), first: newUuid(), second: newUuid() };
  await inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.insert(costCenter).values([
      { tenantId, id: ids.first, code: '4711', name: 'Shop' },
      { tenantId, id: ids.second, code: '4712', name: 'Field' },
    ]);
    await tx.insert(project).values({ tenantId, id: ids.projectId, slug: 'shop', name: 'Web shop' });
    const stage = { tenantId, id: ids.environmentId, projectId: ids.projectId, slug: 'production', name: 'Production' };
    await tx.insert(environment).values({ ...stage, kind: 'production' });
  });
  const split = [
    { costCenterId: ids.first, partsPerMillion: 666_667 },
    { costCenterId: ids.second, partsPerMillion: 333_333 },
  ];
  const by = { projectId: ids.projectId, environmentId: ids.environmentId, costShares: sortShares(split) };
  await postCalls(database, [
    companyCall(company, { atMs: fromMs - 5 * dayMs, by }),
    companyCall(company, { atMs: fromMs - 5 * dayMs, by: { costShares: [{ costCenterId: ids.first, partsPerMillion: 1_000_000 }] } }),
    companyCall(company, { atMs: fromMs - 5 * dayMs }),
  ]);
  const rows = await rowsOf({ from: '2026-10-25', to: '2026-10-26' });
  const tags = [...new Set(rows.map(({ Tags }) => Tags))].sort();
  const bearers = sortShares(split).map(({ costCenterId }) => (costCenterId === ids.first ? '4711=66.6667%' : '4712=33.3333%'));
  expect(tags).toEqual(
    [
      '{}',
      '{"cost_center":"4711"}',
      JSON.stringify({ project: 'Web shop', environment: 'Production', cost_center: bearers.join(';') }),
    ].sort(),
  );
  expect(sumOf(rows, 'EffectiveCost')).toBe(3_000_000n * 1000n);
});

/** Pico-dollars of a decimal with at most twelve places. */
function picoOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  return (text.startsWith('-') ? -1n : 1n) * BigInt(whole + fraction.padEnd(12, '0'));
}

const sumOf = (rows: readonly Readonly<Record<string, string>>[], column: string): bigint =>
  rows.reduce((sum, row) => sum + picoOf(row[column] ?? '0'), 0n);

describe('[COST-7] the FOCUS export', () => {
  test('is, day by day and in all, the sum of the calls to the last nano-dollar', async () => {
    const rows = await rowsOf({ from: '2026-10-30', to: '2026-11-03' });
    const days = Map.groupBy(rows, (row) => row.ChargePeriodStart ?? '');
    expect([...days.keys()]).toEqual(['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02'].map((day) => `${day}T00:00:00Z`));
    for (const [start, ofDay] of days) {
      const atMs = Date.parse(start);
      const calls = posted.filter(({ id }) => {
        const ms = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
        return ms >= atMs && ms < atMs + dayMs;
      });
      expect(calls.length).toBeGreaterThan(100);
      const cost = calls.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
      for (const column of ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost']) expect(sumOf(ofDay, column)).toBe(cost * 1000n);
    }
  });

  test('bills each day in its month, and names teams, keys and models', async () => {
    const rows = await rowsOf({ from: '2026-10-31', to: '2026-11-02' });
    for (const row of rows) {
      const month = row.ChargePeriodStart?.slice(0, 7);
      expect(row.BillingPeriodStart).toBe(`${month}-01T00:00:00Z`);
      expect(row.BillingAccountName).not.toBe('');
    }
    expect(new Set(rows.map(({ SubAccountType }) => SubAccountType))).toContain('Team');
    expect(rows.some(({ SubAccountId }) => SubAccountId?.startsWith('team_'))).toBe(true);
    expect(rows.some(({ x_VirtualKeyId }) => x_VirtualKeyId?.startsWith('key_'))).toBe(true);
  });

  test('bills nothing again as showback', async () => {
    const rows = await rowsOf({ from: '2026-11-01', to: '2026-11-02', perspective: 'showback' });
    expect(sumOf(rows, 'BilledCost')).toBe(0n);
    expect(sumOf(rows, 'EffectiveCost')).toBeGreaterThan(0n);
    expect(new Set(rows.map(({ InvoiceIssuerName }) => InvoiceIssuerName))).toEqual(new Set(['Tollgate']));
  });

  test('is the same in 1.4, with who sells and who hosts in place of provider and publisher', async () => {
    const range = { from: '2026-11-01', to: '2026-11-02' };
    const [old, rows] = [await rowsOf(range), await rowsOf({ ...range, version: '1.4' })];
    const columns = Object.keys(rows[0] ?? {});
    const ownFrom = columns.findIndex((name) => name.startsWith('x_'));
    expect(columns).toEqual([...columns.slice(0, ownFrom).sort(), ...columns.slice(ownFrom)]);
    expect(columns).toEqual(expect.arrayContaining(['ServiceProviderName', 'HostProviderName']));
    expect(columns).not.toEqual(expect.arrayContaining(['ProviderName']));
    expect(columns).not.toEqual(expect.arrayContaining(['PublisherName']));
    expect(rows.map(({ ServiceProviderName: name }) => name)).toEqual(old.map(({ ProviderName: name }) => name));
    expect(sumOf(rows, 'BilledCost')).toBe(sumOf(old, 'BilledCost'));
    await expect(rowsOf({ ...range, version: '1.3' })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  test('of days without calls is its header alone', async () => {
    expect(await rowsOf({ from: '2024-02-28', to: '2024-03-01' })).toEqual([]);
  });

  test('tells its columns and their types apart from the file, under an id that stays as long as they do', async () => {
    const read = (version?: '1.2' | '1.4') => getFocusMetadata.execute(invocationOf(runtime, company, company.admin), { version });
    for (const version of ['1.2', '1.4'] as const) {
      const { Schema } = await read(version);
      const [schema] = Schema;
      expect(schema?.FocusVersion).toBe(version);
      const { pieces } = await exportFocus.open(invocationOf(runtime, company, company.admin), {
        ...{ from: '2026-10-30', to: '2026-10-31', version },
      });
      let text = '';
      for await (const piece of pieces) text += piece;
      expect(schema?.ColumnDefinition.map(({ ColumnName }) => ColumnName).join(',')).toBe(text.slice(0, text.indexOf('\r\n')));
    }
    const { DataGenerator, Schema } = await read();
    expect(DataGenerator).toEqual({ DataGenerator: 'Tollgate' });
    const typeOf = (name: string) => Schema[0]?.ColumnDefinition.find(({ ColumnName }) => ColumnName === name);
    expect(typeOf('BilledCost')).toEqual({ ColumnName: 'BilledCost', DataType: 'DECIMAL', NumericPrecision: 30, NumberScale: 12 });
    expect(typeOf('ChargePeriodStart')?.DataType).toBe('DATETIME');
    expect(typeOf('Tags')?.DataType).toBe('JSON');
    // Another structure is another id: then the day of its creation is to be set, too.
    expect([Schema[0]?.SchemaId, (await read('1.4')).Schema[0]?.SchemaId, Schema[0]?.CreationDate]).toEqual([
      'b19891a1-23e2-8619-a93e-bd395bfbd7b4',
      '551ef1f1-e014-86c8-b289-ca2ca3fa31b2',
      '2026-11-22T00:00:00Z',
    ]);
  });

  test('refuses ranges that are none or too long, and people who may not see it', async () => {
    for (const to of ['2026-11-01', '2026-10-01', '2028-01-01', '2026-02-30'])
      await expect(rowsOf({ from: '2026-11-01', to })).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(rowsOf({ from: '2026-11-01', to: '2026-11-02' }, company.member)).rejects.toMatchObject({ code: 'forbidden' });
  });
});
