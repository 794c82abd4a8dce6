import { afterAll, beforeAll, expect, test } from 'vitest';
import { idempotencyRecord } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices, storePriceList } from '#lib/catalog/import-prices.ts';
import { loadPriceTable } from '#lib/catalog/load-price-table.ts';
import { readProviders } from '#lib/catalog/read-genai-prices.ts';
import { purgeIdempotencyRecords } from '#lib/command/purge-idempotency-records.ts';
import { keepUsagePartitions } from '#lib/usage/keep-partitions.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let company: SampleCompany;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const { signal } = new AbortController();

beforeAll(async () => {
  database = await createTestDatabase();
  company = await createSampleCompany(database, 'acme');
});
afterAll(() => database.drop());

test('[COST-1] the price list is imported once, a changed one becomes a version of its own, and old versions stay as they were', async () => {
  const { databases } = database;
  const first = await importPrices(databases.jobs);
  expect(first.imported).toBe(true);
  expect(first.models).toBeGreaterThan(1500);
  expect(first.refused.length).toBeLessThan(20);
  const again = await importPrices(databases.jobs);
  expect(again).toMatchObject({ imported: false, versionId: first.versionId });
  const changed = readProviders([
    { id: 'openai', name: 'OpenAI', api_pattern: 'x', models: [{ id: 'gpt-4o', match: { equals: 'gpt-4o' }, prices: { input_mtok: 99 } }] },
  ]);
  const second = await storePriceList(databases.jobs, { source: 'test', ...changed });
  expect(second).toMatchObject({ imported: true, models: 1, prices: 1 });
  const [old, next] = [await loadPriceTable(databases.lookup, first.versionId), await loadPriceTable(databases.lookup, second.versionId)];
  expect(old.price('openai', 'gpt-4o', Date.now())?.tiers[0]?.picoUsdPerUnit.input).toBe(2_500_000n);
  expect(next.price('openai', 'gpt-4o', Date.now())?.tiers[0]?.picoUsdPerUnit.input).toBe(99_000_000n);
});

test('[COST-1] two imports at the same time make one version', async () => {
  const list = readProviders([
    { id: 'p', name: 'P', api_pattern: 'x', models: [{ id: 'm', match: { equals: 'm' }, prices: { input_mtok: 1, output_mtok: 2 } }] },
  ]);
  const outcomes = await Promise.all([1, 2, 3].map(() => storePriceList(database.databases.jobs, { source: 'test', ...list })));
  expect(outcomes.filter(({ imported }) => imported)).toHaveLength(1);
  expect(new Set(outcomes.map(({ versionId }) => versionId)).size).toBe(1);
});

test('what is stored costs what was read, to the last digit', async () => {
  const { versionId } = await importPrices(database.databases.jobs);
  const [row] = await database.superuser`
    select pico_usd_per_unit as pico, window_from_minute as low, window_to_minute as high from price
    where version_id = ${versionId} and provider = 'deepseek' and model = 'deepseek-v4-flash' and meter = 'cache_read' and window_from_minute = 60`;
  expect(row).toEqual({ pico: 14_000n, low: 60, high: 240 });
});

test('partitions of the months to come are there before they are needed', async () => {
  const later = new Date(Date.now() + 150 * dayMs);
  expect(await keepUsagePartitions(database.databases, later)).toBeGreaterThan(0);
  expect(await keepUsagePartitions(database.databases, later)).toBe(0);
});

test('answers of idempotent writes are purged after a day, and not before', async () => {
  const { tenantId } = company;
  const now = new Date();
  const record = (key: string, ageMs: number) => ({
    ...{ tenantId, userId: company.admin.userId, key, operation: 'key.create', requestHash: 'x', status: 201 },
    createdAt: new Date(now.getTime() - ageMs),
  });
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(idempotencyRecord).values([record('old', dayMs + 1000), record('older', 9 * dayMs), record('young', dayMs - 60_000)]),
  );
  expect(await purgeIdempotencyRecords(database.databases, now, signal)).toBe(2);
  const left = await inTenant(database.databases.app, tenantId, (tx) => tx.select({ key: idempotencyRecord.key }).from(idempotencyRecord));
  expect(left).toEqual([{ key: 'young' }]);
});
