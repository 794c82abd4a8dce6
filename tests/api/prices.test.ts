import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { connection, priceDecision, role, roleAssignment, tenant } from '#db/schema/index.ts';
import { listCatalogModels } from '#lib/catalog/index.ts';
import { readTenantPrices } from '#lib/catalog/read-tenant-prices.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { updateTenant } from '#lib/organization/index.ts';
import {
  approvePriceOverride,
  approvePriceVersion,
  comparePriceVersions,
  endPriceOverride,
  getModelPriceHistory,
  listPriceDecisions,
  listPriceOverrides,
  listPriceVersions,
  listUnpricedModels,
  proposePriceOverride,
  rejectPriceOverride,
  rejectPriceVersion,
} from '#lib/prices/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { importList, listedModel } from '#tests/support/price-lists.ts';

const scene = companyScene('prices');
const overrideIdOf = toPublicId.bind(null, 'priceOverride');
const versionIdOf = toPublicId.bind(null, 'priceVersion');
const dayMs = 86_400_000;

/** Two lists; the second halves `one`, drops `gone` and adds `new`. */
async function twoLists() {
  const first = await importList(scene.database, 'first', [
    listedModel('sandbox', 'one', { input: 1_000_000n, output: 4_000_000n }),
    listedModel('sandbox', 'gone', { input: 5n }),
    listedModel('sandbox', 'same', { input: 7n }),
  ]);
  const second = await importList(scene.database, 'second', [
    listedModel('sandbox', 'one', { input: 500_000n, output: 4_000_000n }),
    listedModel('sandbox', 'new', { input: 9n }),
    listedModel('sandbox', 'same', { input: 7n }),
  ]);
  return { first, second };
}

/** Lists are reviewed, and the first one is in force. */
async function reviewed(review: 'review' | 'four_eyes', first: string): Promise<void> {
  const { tenantId, admin } = scene.company;
  await scene.inside(async (tx) => {
    await tx.update(tenant).set({ priceReview: review }).where(eq(tenant.tenantId, tenantId));
    await tx.insert(priceDecision).values({
      ...{ tenantId, id: newUuid(), number: 1, versionId: first, state: 'approved', effectiveAt: new Date(Date.now() - dayMs) },
      ...{ proposedBy: admin.userId, decidedBy: admin.userId },
    });
  });
}

/** The lead may do everything too. */
async function secondAdministrator() {
  const { tenantId, lead } = scene.company;
  await scene.inside(async (tx) => {
    const [found] = await tx.select({ id: role.id }).from(role).where(eq(role.name, 'tenant_admin'));
    await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: lead.userId, roleId: found?.id ?? '', scopeKind: 'tenant' });
  });
  return scene.as(lead);
}

const admin = () => scene.as(scene.company.admin);
const stateOf = async (id: string) => (await listPriceVersions.execute(admin(), {})).data.find((version) => version.id === id)?.state;
/** What the gateway would take for a model now. */
const inputRateOf = async (model: string, atMs = Date.now()) => {
  const { tenantId } = scene.company;
  const prices = await scene.inside((tx) => readTenantPrices(tx, tenantId, atMs));
  return prices?.tableAt(atMs, undefined)?.price('sandbox', model, atMs)?.tiers[0]?.picoUsdPerUnit.input;
};

test('[COST-1] a new list is a proposal: a diff against what is in force, with the spend that it touches', async () => {
  const { first, second } = await twoLists();
  await reviewed('review', first);
  const call = { atMs: Date.now() - dayMs, provider: 'sandbox', model: 'one', costNanoUsd: 3_000_000n };
  await postCalls(scene.database, [
    companyCall(scene.company, { ...call, usage: { input: 1000, cacheRead: null, cacheWrite: null, output: 500, reasoning: null } }),
  ]);
  expect(await stateOf(second)).toBe('proposed');
  const compared = await comparePriceVersions.execute(admin(), { version_id: versionIdOf(second) });
  expect(compared).toMatchObject({
    against_id: first,
    counts: { added: 1, removed: 1, changed: 1, unchanged: 1 },
    affected_spend_usd: 3_000_000n,
    // A thousand tokens at half a millionth of a dollar less.
    expected_change_usd: -500_000n,
  });
  expect(compared.changes[0]).toMatchObject({
    ...{ model: 'one', kind: 'changed', largest_percent: -50, recent_spend_usd: 3_000_000n },
    meters: [{ meter: 'input', from_usd: 1_000_000_000n, to_usd: 500_000_000n, percent: -50, unit: 'million_tokens' }],
  });
  const used = await comparePriceVersions.execute(admin(), { version_id: versionIdOf(second), used: 'true' });
  expect(used.changes.map(({ model }) => model)).toEqual(['one']);
});

test('[COST-1] an approved list is in force from its time, an earlier one can be approved again, and the history tells', async () => {
  const { first, second } = await twoLists();
  await reviewed('review', first);
  expect(await inputRateOf('one')).toBe(1_000_000n);
  const later = new Date(Date.now() + dayMs);
  const scheduled = await approvePriceVersion.execute(admin(), {
    version_id: versionIdOf(second),
    effective_at: later.toISOString(),
    note: 'Agreed',
  });
  expect(scheduled).toMatchObject({ state: 'scheduled', effective_at: later, decision: { number: 2, note: 'Agreed' } });
  expect(await inputRateOf('one')).toBe(1_000_000n);
  expect(await inputRateOf('one', later.getTime())).toBe(500_000n);
  expect(await rejectPriceVersion.execute(admin(), { version_id: versionIdOf(second) })).toMatchObject({ state: 'rejected' });
  expect(await inputRateOf('one', later.getTime())).toBe(1_000_000n);
  expect(await approvePriceVersion.execute(admin(), { version_id: versionIdOf(second) })).toMatchObject({ state: 'in_force' });
  expect(await inputRateOf('one')).toBe(500_000n);
  expect(await stateOf(first)).toBe('former');
  await approvePriceVersion.execute(admin(), { version_id: versionIdOf(first), note: 'Back' });
  expect(await inputRateOf('one')).toBe(1_000_000n);
  const { data } = await listPriceDecisions.execute(admin(), {});
  expect(data.map(({ number, state }) => [number, state])).toEqual([
    [4, 'approved'],
    [3, 'approved'],
    [2, 'rejected'],
    [1, 'approved'],
  ]);
  expect(await faultOf(approvePriceVersion.execute(admin(), { version_id: versionIdOf(first) }))).toBe('conflict');
  const past = new Date(Date.now() - 1000).toISOString();
  expect(await faultOf(approvePriceVersion.execute(admin(), { version_id: versionIdOf(second), effective_at: past }))).toBe(
    'validation_failed /effective_at',
  );
  expect(await faultOf(rejectPriceVersion.execute(admin(), { version_id: versionIdOf(first) }))).toBe('conflict');
});

test('[COST-1] where four eyes are wanted, a list and an own rate take two people', async () => {
  const { first, second } = await twoLists();
  await reviewed('four_eyes', first);
  const other = await secondAdministrator();
  expect(await approvePriceVersion.execute(admin(), { version_id: versionIdOf(second) })).toMatchObject({ state: 'waiting' });
  expect(await inputRateOf('one')).toBe(1_000_000n);
  expect(await faultOf(approvePriceVersion.execute(admin(), { version_id: versionIdOf(second) }))).toBe('conflict');
  expect(await approvePriceVersion.execute(other, { version_id: versionIdOf(second) })).toMatchObject({
    state: 'in_force',
    decision: { proposed_by: { id: scene.company.admin.userId }, decided_by: { id: scene.company.lead.userId } },
  });
  const { id } = await proposePriceOverride.execute(admin(), { provider: 'sandbox', model: 'one', discount_percent: 10 });
  expect(await faultOf(approvePriceOverride.execute(admin(), { override_id: overrideIdOf(id) }))).toBe('conflict');
  expect(await approvePriceOverride.execute(other, { override_id: overrideIdOf(id) })).toMatchObject({ state: 'active' });
});

test('[COST-1] without a review the newest list is in force, and beginning one changes no price', async () => {
  const { second } = await twoLists();
  expect(await stateOf(second)).toBe('in_force');
  expect(await faultOf(approvePriceVersion.execute(admin(), { version_id: versionIdOf(second) }))).toBe('conflict');
  await updateTenant.execute(admin(), { price_review: 'review' });
  await importList(scene.database, 'third', [listedModel('sandbox', 'one', { input: 1n })]);
  expect(await stateOf(second)).toBe('in_force');
  expect(await inputRateOf('one')).toBe(500_000n);
});

const propose = (more: object) =>
  proposePriceOverride.execute(admin(), { provider: 'sandbox', model: 'one', discount_percent: 10, ...more });

test('[COST-1] own rates and discounts are proposed, approved, ended; the closest to the model counts', async () => {
  await importList(scene.database, 'rates', [
    listedModel('sandbox', 'one', { input: 1_000_000n, output: 4_000_000n }),
    listedModel('sandbox', 'other', { input: 1_000_000n, output: 4_000_000n }),
  ]);
  const { tenantId } = scene.company;
  await scene.inside((tx) =>
    tx.insert(connection).values({ tenantId, id: newUuid(), name: 'Own', provider: 'sandbox', models: ['one', 'other', 'unlisted'] }),
  );
  const rates = [{ meter: 'input', usd: '0.25' }];
  const exact = await propose({ discount_percent: undefined, rates, note: 'Contract' });
  const all = await propose({ model: '*', discount_percent: 12.5 });
  const unlisted = await propose({ model: 'unlisted', discount_percent: undefined, rates: [{ meter: 'request', usd: '0.01' }] });
  expect(exact).toMatchObject({ state: 'proposed', rates: [{ meter: 'input', usd: 250_000_000n }], discount_percent: null });
  const pricesOf = async () => {
    const { data } = await listCatalogModels.execute(admin(), {});
    return Object.fromEntries(
      data.map(({ model, tiers }) => [model, tiers?.[0]?.prices.map(({ meter, usd }) => `${meter} ${Number(usd) / 1e9}`)]),
    );
  };
  expect(await pricesOf()).toEqual({ one: ['input 1', 'output 4'], other: ['input 1', 'output 4'], unlisted: undefined });
  for (const { id } of [exact, all, unlisted]) await approvePriceOverride.execute(admin(), { override_id: overrideIdOf(id) });
  expect(await pricesOf()).toEqual({ one: ['input 0.25', 'output 4'], other: ['input 0.875', 'output 3.5'], unlisted: ['request 0.01'] });
  const { data } = await listCatalogModels.execute(admin(), { search: 'one' });
  expect(data[0]).toMatchObject({ price_override_id: exact.id, list_tiers: [{ prices: [{ usd: 1_000_000_000n }, {}] }] });
  await endPriceOverride.execute(admin(), { override_id: overrideIdOf(exact.id) });
  expect((await pricesOf()).one).toEqual(['input 0.875', 'output 3.5']);
  expect((await listPriceOverrides.execute(admin(), { state: 'ended' })).data.map(({ id }) => id)).toEqual([exact.id]);
  expect(await faultOf(endPriceOverride.execute(admin(), { override_id: overrideIdOf(exact.id) }))).toBe('conflict');
});

test('an override that leaves open which counts is refused, as is one that makes no sense', async () => {
  await propose({ model: 'gpt-5*', valid_to: new Date(Date.now() + dayMs).toISOString() });
  expect(await faultOf(propose({ model: 'gpt-*-mini' }))).toBe('conflict /model');
  expect(await faultOf(propose({ model: 'gpt-4*' }))).toBe('success');
  expect(await faultOf(propose({ model: 'gpt-5-mini' }))).toBe('success');
  expect(await faultOf(propose({ model: '*' }))).toBe('success');
  expect(await faultOf(propose({ model: 'GPT-5-mini' }))).toBe('conflict /model');
  expect(await faultOf(propose({ model: 'gpt-5*', valid_from: new Date(Date.now() + dayMs).toISOString() }))).toBe('success');
  expect(await faultOf(propose({ provider: 'nobody' }))).toBe('validation_failed /provider');
  expect(await faultOf(propose({ rates: [{ meter: 'input', usd: '1' }] }))).toBe('validation_failed ');
  const withRates = (rates: object[]) => faultOf(propose({ model: 'x', discount_percent: undefined, rates }));
  expect(await withRates([{ meter: 'words', usd: '1' }])).toBe('validation_failed /rates/0/meter');
  expect(await withRates([{ meter: 'input', usd: '-1' }])).toBe('validation_failed /rates/0/usd');
  expect(await withRates([{ meter: 'input', usd: '0.0000001' }])).toBe('validation_failed /rates/0/usd');
  expect(await faultOf(propose({ model: 'y', valid_to: new Date(Date.now() - dayMs).toISOString() }))).toBe('validation_failed /valid_to');
});

test('a rejected override prices nothing, and only who may decides', async () => {
  const { id } = await propose({});
  expect(await faultOf(approvePriceOverride.execute(scene.as(scene.company.lead), { override_id: overrideIdOf(id) }))).toBe('forbidden');
  const stranger = await scene.otherCompany();
  const asStranger = { ...scene.as(stranger.admin), authentication: { tenantId: stranger.tenantId, sessionId: stranger.admin.sessionId } };
  expect(await faultOf(approvePriceOverride.execute(asStranger, { override_id: overrideIdOf(id) }))).toBe('not_found');
  expect(await rejectPriceOverride.execute(admin(), { override_id: overrideIdOf(id), note: 'No' })).toMatchObject({
    ...{ state: 'rejected', decision_note: 'No' },
  });
  expect(await faultOf(approvePriceOverride.execute(admin(), { override_id: overrideIdOf(id) }))).toBe('conflict');
});

test('models that were called without a price are told, and a price set since', async () => {
  await importList(scene.database, 'unpriced', [listedModel('sandbox', 'listed', { input: 1n })]);
  const call = { provider: 'sandbox', model: 'mystery', costState: 'unpriced', costNanoUsd: 0n } as const;
  await postCalls(
    scene.database,
    [1, 2].map((index) => companyCall(scene.company, { ...call, atMs: Date.now() - index * 60_000 })),
  );
  const list = async () => (await listUnpricedModels.execute(admin(), {})).data;
  expect(await list()).toMatchObject([{ provider: 'sandbox', model: 'mystery', calls: 2, input_tokens: 200, has_price: false }]);
  const { id } = await propose({ model: 'mystery', discount_percent: undefined, rates: [{ meter: 'input', usd: '1' }] });
  await approvePriceOverride.execute(admin(), { override_id: overrideIdOf(id) });
  expect(await list()).toMatchObject([{ has_price: true }]);
});

test('the history of a model has a point for each change of its price', async () => {
  const list = (source: string, input: bigint) =>
    importList(scene.database, source, [listedModel('sandbox', 'history', { input }), listedModel('sandbox', source, { input: 1n })]);
  await list('h1', 4_000_000n);
  await list('h2', 4_000_000n);
  await list('h3', 2_000_000n);
  const { data } = await getModelPriceHistory.execute(admin(), { provider: 'sandbox', model: 'history' });
  expect(data.map(({ tiers }) => tiers[0]?.prices[0]?.usd)).toEqual([2_000_000_000n, 4_000_000_000n]);
  expect(await faultOf(getModelPriceHistory.execute(admin(), { provider: 'sandbox', model: 'nothing like it' }))).toBe('not_found');
});
