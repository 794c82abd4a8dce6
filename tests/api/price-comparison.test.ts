import { beforeAll, expect, test } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import { compareModelPrices } from '#lib/prices/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('offers');

beforeAll(async () => {
  await importPrices(scene.database.databases.jobs);
});

const compare = (model: string, person: SamplePerson = scene.company.admin, provider = 'openai') =>
  compareModelPrices.execute(scene.as(person), { provider, model });
const usdOf = ({ tiers }: Awaited<ReturnType<typeof compare>>['data'][number], meter: string): bigint =>
  tiers[0]?.prices.find((one) => one.meter === meter)?.usd ?? 0n;

async function connect(provider: string): Promise<string> {
  const id = newUuid();
  await scene.inside((tx) => tx.insert(connection).values({ tenantId: scene.company.tenantId, id, name: provider, provider }));
  return id;
}

test('[COST-1] a model is found at every provider of the list, with what the same tokens would have cost there', async () => {
  const { tenantId } = scene.company;
  const id = await connect('openai');
  const usage = { input: 2_000_000, cacheRead: 0, cacheWrite: null, output: 1_000_000, reasoning: null };
  const atMs = Date.now() - 3 * 86_400_000;
  await postCalls(scene.database, [
    companyCall(scene.company, { provider: 'openai', model: 'gpt-4o-2024-08-06', usage, costNanoUsd: 15_000_000_000n, atMs }),
    companyCall(scene.company, { provider: 'openai', model: 'gpt-4o-mini', usage, costNanoUsd: 1n, atMs }),
  ]);
  await scene.database.superuser`INSERT INTO price_override
    (tenant_id, id, provider, model, kind, discount_basis_points, valid_from_at, state, proposed_by, decided_by)
    VALUES (${tenantId}, ${newUuid()}, 'openai', 'gpt-4o', 'discount', 5000, '2026-01-01', 'approved', ${scene.company.admin.userId}, ${scene.company.admin.userId})`;
  const { data, used, days } = await compare('gpt-4o');
  expect({ days, used }).toEqual({
    days: 30,
    used: { input_tokens: 2_000_000, cache_read_tokens: 0, cache_write_tokens: 0, output_tokens: 1_000_000, cost_usd: 15_000_000_000n },
  });
  const here = data.find(({ provider, model }) => provider === 'openai' && model === 'gpt-4o');
  const azure = data.find(({ provider }) => provider.startsWith('azure'));
  expect(here).toMatchObject({ connections: [{ id }], difference_usd: 0n });
  expect(here?.price_override_id).not.toBeNull();
  expect(azure).toMatchObject({ connections: [], price_override_id: null });
  // Half of the list here, the whole of it there; each is its rates times the tokens.
  for (const offer of data) expect(offer.same_tokens_usd).toBe(2n * usdOf(offer, 'input') + usdOf(offer, 'output'));
  expect(azure?.difference_usd).toBe((azure?.same_tokens_usd ?? 0n) - (here?.same_tokens_usd ?? 0n));
  expect(azure?.difference_usd).toBeGreaterThan(0n);
  const costs = data.map(({ same_tokens_usd: cost }) => cost ?? 0n);
  expect(costs).toEqual(costs.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0)));
  expect(data.every(({ model }) => !model.includes('mini'))).toBe(true);
});

test('[COST-1] what the organization used is told to those alone who may see it', async () => {
  await connect('openai');
  await postCalls(scene.database, [
    companyCall(scene.company, { provider: 'openai', model: 'gpt-4o', costNanoUsd: 5n, atMs: Date.now() - 3_600_000 }),
  ]);
  const seen = await compare('openai/gpt-4o', scene.company.guest);
  expect(seen.used).toBeNull();
  expect(seen.data.length).toBeGreaterThan(1);
  expect(seen.data.every(({ same_tokens_usd: cost, difference_usd: difference }) => cost === null && difference === null)).toBe(true);
  expect(await faultOf(compare('no-such-model'))).toBe('not_found');
});
