import { afterAll, beforeAll, expect, test } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices, listCatalogModels } from '#lib/catalog/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { listPriceVersions } from '#lib/prices/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
const openAiId = newUuid();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(connection).values([
      { tenantId, id: newUuid(), name: 'Sandbox', provider: 'sandbox' },
      { tenantId, id: openAiId, name: 'OpenAI', provider: 'openai' },
      {
        tenantId,
        id: newUuid(),
        name: 'Own',
        provider: 'openai-compatible',
        baseUrl: 'https://llm.example.com/v1',
        models: ['my-model', 'gpt-4o'],
      },
      { tenantId, id: newUuid(), name: 'Off', provider: 'mistral', status: 'disabled' },
      { tenantId, id: newUuid(), name: 'Unknown', provider: 'from-a-later-version' },
    ]),
  );
});
afterAll(() => database.drop());

const list = (input: object) => listCatalogModels.execute(invocationOf(runtime, company, company.guest), input);

test('without a price list, models that connections and providers name are there without prices', async () => {
  const { data } = await list({ limit: 200 });
  expect(data.map((row) => row.model)).toContain('my-model');
  expect(data.every((row) => row.tiers === null)).toBe(true);
  expect((await listPriceVersions.execute(invocationOf(runtime, company, company.guest), {})).data).toEqual([]);
});

test('[COST-1] models come with the prices in force, as each connection serves them', async () => {
  const { versionId } = await importPrices(database.databases.jobs);
  const { data } = await list({ search: 'gpt-4o', limit: 200 });
  const of = (model: string, connectionName: string) => data.find((row) => row.model === model && row.connection_name === connectionName);
  expect(of('gpt-4o', 'OpenAI')).toMatchObject({
    connection_id: openAiId,
    provider_label: 'OpenAI',
    context_window_tokens: 128_000,
    price_version_id: versionId,
  });
  expect(
    of('gpt-4o', 'OpenAI')?.tiers?.map(({ from_tokens, prices }) => [
      from_tokens,
      prices.map(({ meter, unit, usd }) => `${meter} ${unit} ${formatUsd(usd)}`),
    ]),
  ).toEqual([
    [
      0,
      [
        'input million_tokens 2.500000000',
        'cache_read million_tokens 1.250000000',
        'output million_tokens 10.000000000',
        'web_search search 0.010000000',
        'storage_search search 0.002500000',
        'code_session session 0.030000000',
        'training million_tokens 25.000000000',
        'priority_input million_tokens 4.250000000',
        'priority_cache_read million_tokens 2.125000000',
        'priority_output million_tokens 17.000000000',
      ],
    ],
  ]);
  // The same name at an endpoint of one's own is another model, with no price in the list.
  expect(of('gpt-4o', 'Own')).toMatchObject({ tiers: null, price_version_id: null });
  const versions = await listPriceVersions.execute(invocationOf(runtime, company, company.guest), {});
  expect(versions.data).toMatchObject([{ id: versionId, in_force: true }]);
});

test('[COST-1] tiers and prices a request are shown as they are charged', async () => {
  const { data } = await list({ search: 'gpt-5.6-luna', connection_id: toPublicId('connection', openAiId) });
  expect(data[0]?.tiers?.map((tier) => tier.from_tokens)).toEqual([0, 272_000]);
});

test('filters and pages cover everything once', async () => {
  const all: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await list({ limit: 40, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...page.data.map((row) => `${row.model} ${row.connection_name}`));
    cursor = page.next_cursor;
  }
  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain('sandbox-small Sandbox');
  expect(all.some((row) => row.endsWith(' Off') || row.endsWith(' Unknown'))).toBe(false);
  const priced = (await list({ priced: 'yes', limit: 200 })).data.length;
  const unpriced = (await list({ priced: 'no', limit: 200 })).data;
  expect(priced + unpriced.length).toBe(all.length);
  expect(unpriced.map((row) => row.model)).toContain('my-model');
  expect((await list({ provider: 'openai-compatible' })).data).toHaveLength(2);
});
