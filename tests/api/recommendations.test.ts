import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { virtualKey } from '#db/schema/index.ts';
import { listAuditEntries } from '#lib/audit/index.ts';
import { getCache } from '#lib/cache/index.ts';
import { importPrices } from '#lib/catalog/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createKey, getKey } from '#lib/keys/index.ts';
import {
  applyRecommendation,
  dismissRecommendation,
  findRecommendations,
  getRecommendation,
  getSavings,
  listRecommendations,
  reopenRecommendation,
  undoRecommendation,
  updateSavings,
} from '#lib/recommendations/index.ts';
import { createRoute, getRoute, publishRoute, updateRoute } from '#lib/routes/index.ts';
import { listTransformations } from '#lib/transformations/index.ts';
import { type CompanyCall, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('recommendations');
const admin = (options = {}) => scene.as(scene.company.admin, options);
const { signal } = new AbortController();
const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;

let connectionId = '';
let routeId = '';
const route = () => ({ route_id: toPublicId('route', routeId) });
const idOf = ({ id = '' }: { id?: string } = {}) => ({ recommendation_id: toPublicId('recommendation', id) });

beforeAll(() => importPrices(scene.database.databases.jobs));
beforeEach(async () => {
  connectionId = (await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' })).id;
  const draft = { strategy: 'fallback', members: [{ kind: 'target', model: 'sandbox-large' }] };
  routeId = (await createRoute.execute(admin(), { name: 'support', draft })).id;
  await publishRoute.execute(admin(), route());
  await updateSavings.execute(admin(), { minimum_usd: '0.50' });
});

/** What 2,000 tokens in and 500 out cost: a cent with the large model, six hundredths of one with the small. */
const usage = { input: 2000, cacheRead: null, cacheWrite: null, output: 500, reasoning: null };
const costOf = { 'sandbox-large': 10_000_000n, 'sandbox-small': 600_000n } as const;

/** Calls of some days, as many a day. */
const calls = (days: readonly number[], perDay: number, model: keyof typeof costOf, values: Partial<CompanyCall> = {}) =>
  days.flatMap((day) =>
    Array.from({ length: perDay }, (_, index) =>
      companyCall(scene.company, {
        ...{ atMs: today + day * dayMs + index * 60_000, model, provider: 'sandbox', connectionId, usage, costNanoUsd: costOf[model] },
        ...{ by: { teamId: scene.company.searchId }, ...values },
      }),
    ),
  );
const past = Array.from({ length: 10 }, (_, index) => index - 10);

/** Ten days of 30 calls to a route that leads to the large model, and a few to the small one. */
async function usual(): Promise<void> {
  const toRoute = calls(past, 30, 'sandbox-large', { routeId, requestedModel: 'support' });
  await postCalls(scene.database, [...toRoute, ...calls(past, 6, 'sandbox-small')]);
}
const look = (days: number) =>
  findRecommendations(scene.database.databases, {
    ...{ now: new Date(today + days * dayMs + 3_600_000), logger: silentLogger, signal, runtime: scene.runtime },
  });
const first = async (kind: string, state = 'open') =>
  (await listRecommendations.execute(admin(), { kind, state })).data[0] ?? { id: '', state: 'none', version: 0 };

describe('recommendations [COST-9]', () => {
  it('are found from own calls, applied by the ordinary operations, measured on later calls, and undone', async () => {
    await usual();
    expect(await look(0)).toBeGreaterThan(0);
    const found = await first('cheaper_model');
    // 30 calls a day for 30 days, each 0.94 cents less.
    expect(found).toMatchObject({
      amount_usd: 8_460_000_000n,
      low_usd: 8_460_000_000n,
      confidence: 'low',
      can_apply: true,
      can_undo: false,
    });
    const shown = await getRecommendation.execute(admin(), idOf(found));
    expect(shown.steps.map(({ operation, allowed }) => [operation, allowed])).toEqual([
      ['route.update', true],
      ['route.publish', true],
    ]);
    const applied = await applyRecommendation.execute(admin(), idOf(found));
    expect(applied).toMatchObject({ state: 'applied', can_undo: true, decided_by: scene.company.admin.userId });
    expect(await getRoute.execute(admin(), route())).toMatchObject({
      published_version: 2,
      definition: { members: [{ model: 'sandbox-small', connection_id: connectionId }, { model: 'sandbox-large' }] },
    });
    const trail = (await listAuditEntries.execute(admin(), { limit: 5 })).data.map(({ action }) => action);
    expect(trail).toEqual(expect.arrayContaining(['recommendation.apply', 'route.publish', 'route.update']));
    expect(await faultOf(applyRecommendation.execute(admin(), idOf(found)))).toBe('conflict');

    await postCalls(scene.database, calls([1, 2], 10, 'sandbox-small', { routeId, requestedModel: 'support' }));
    await look(3);
    expect(await first('cheaper_model', 'applied')).toMatchObject({ measurement: { calls: 20, monthly: null } });
    await postCalls(scene.database, calls([3, 4], 20, 'sandbox-small', { routeId, requestedModel: 'support' }));
    await look(5);
    const measured = await first('cheaper_model', 'measured');
    expect(measured).toMatchObject({
      measurement: { calls: 60, days: 4, actual_usd: 36_000_000n, baseline_usd: 600_000_000n, saved_usd: 564_000_000n },
    });
    // Two days of 10 calls and two of 20 are 15 a day: 0.141 dollars, 30 times.
    expect(Object(measured).measurement.monthly.amount_usd).toBe(4_230_000_000n);
    const savings = await getSavings.execute(admin(), {});
    expect(savings).toMatchObject({ predicted_usd: 8_460_000_000n, realised_usd: 4_230_000_000n });

    expect(await undoRecommendation.execute(admin(), idOf(found))).toMatchObject({ state: 'undone', can_undo: false });
    expect(await getRoute.execute(admin(), route())).toMatchObject({ published_version: 1 });
    expect(await faultOf(undoRecommendation.execute(admin(), idOf(found)))).toBe('conflict');
    await look(6);
    expect((await first('cheaper_model', 'undone')).id).toBe(found.id);
    expect(await reopenRecommendation.execute(admin(), idOf(found))).toMatchObject({ state: 'open' });
  });

  it('change nothing where a step is refused, or where somebody else has changed the same since', async () => {
    await usual();
    await look(0);
    const found = await first('cheaper_model');
    const draft = { strategy: 'fallback', members: [{ kind: 'target', model: 'sandbox-embedding' }] };
    await updateRoute.execute(admin(), { ...route(), draft });
    expect(await getRecommendation.execute(admin(), idOf(found))).toMatchObject({ steps: [], blocked: expect.stringContaining('draft') });
    expect(await faultOf(applyRecommendation.execute(admin(), idOf(found)))).toBe('conflict');
    await updateRoute.execute(admin(), { ...route(), draft: null });
    expect(await faultOf(applyRecommendation.execute(scene.as(scene.company.lead), idOf(found)))).toMatch(/forbidden|not_found/);
    await applyRecommendation.execute(admin(), idOf(found));
    await updateRoute.execute(admin(), { ...route(), draft });
    await publishRoute.execute(admin(), route());
    expect(await faultOf(undoRecommendation.execute(admin(), idOf(found)))).toBe('conflict');
    const other = await scene.otherCompany();
    const stranger = invocationOf(scene.runtime, other, other.admin);
    expect((await listRecommendations.execute(stranger, { state: 'all' })).data).toEqual([]);
    expect(await faultOf(getRecommendation.execute(stranger, idOf(found)))).toBe('not_found');
  });

  it('set the cache, and its kept answers are what they saved', async () => {
    const asked = calls(past, 20, 'sandbox-large', { cacheState: 'miss' });
    const hits = calls(past, 5, 'sandbox-large', { cacheState: 'hit', costNanoUsd: 0n, savedNanoUsd: costOf['sandbox-large'] });
    await postCalls(scene.database, [...asked, ...hits, ...calls(past, 10, 'sandbox-large')]);
    await look(0);
    const found = await first('enable_cache');
    // A fifth of those that asked was answered: 0.2 × $0.10 a day of those that did not × 30.
    expect(found).toMatchObject({ amount_usd: 600_000_000n, confidence: 'medium' });
    await applyRecommendation.execute(admin(), idOf(found));
    expect(await getCache.execute(admin(), {})).toMatchObject({ mode: 'all', isolation: 'team' });
    const later = calls([1, 2, 3], 30, 'sandbox-large', { cacheState: 'hit', costNanoUsd: 0n, savedNanoUsd: costOf['sandbox-large'] });
    await postCalls(scene.database, later);
    await look(4);
    // 25 of 35 asked before as well: two sevenths of 90 cents, in each of three days.
    expect(await first('enable_cache', 'measured')).toMatchObject({ measurement: { calls: 90, saved_usd: 257_142_858n } });
    await undoRecommendation.execute(admin(), idOf(found));
    expect(await getCache.execute(admin(), {})).toMatchObject({ mode: 'off' });
  });

  it('stay dismissed until their day, pass when they are not found any more, and are told from the least amount on', async () => {
    await usual();
    await look(0);
    const found = await first('cheaper_model');
    const until = new Date(today + 2 * dayMs).toISOString();
    await dismissRecommendation.execute(admin(), { ...idOf(found), reason: 'Not before the launch', until });
    await look(1);
    expect(await first('cheaper_model', 'dismissed')).toMatchObject({ reason: 'Not before the launch' });
    await look(3);
    expect((await first('cheaper_model')).id).toBe(found.id);
    await updateSavings.execute(admin(), { minimum_usd: '1000' });
    await look(3);
    expect((await first('cheaper_model', 'passed')).id).toBe(found.id);
    expect(await faultOf(dismissRecommendation.execute(admin(), { ...idOf(found), reason: 'Late' }))).toBe('conflict');
  });
});

describe('what usage shows [COST-9]', () => {
  it('becomes recommendations of habits, lengths, departments and idle keys, and a rule and keys are changed and changed back', async () => {
    const { company } = scene;
    const made = await createKey.execute(admin(), { name: 'nightly', kind: 'service' });
    await scene.inside((tx) =>
      tx
        .update(virtualKey)
        .set({ createdAt: new Date(today - 90 * dayMs) })
        .where(eq(virtualKey.id, made.id)),
    );
    const keyed = { by: { keyId: made.id, departmentId: company.engineeringId } };
    const nightly = calls(past, 50, 'sandbox-large', { ...keyed, taskType: 'review' });
    const runaway = calls([-1], 2, 'sandbox-large', { ...keyed, usage: { ...usage, output: 50_000 }, costNanoUsd: 505_000_000n });
    const cheap = [company.salesId, company.fieldId].flatMap((departmentId) =>
      calls(past, 12, 'sandbox-small', { by: { departmentId }, taskType: 'review' }),
    );
    await postCalls(scene.database, [...nightly, ...runaway, ...cheap]);
    await look(0);
    const found = (await listRecommendations.execute(admin(), { state: 'open' })).data;
    const of = (kind: string) => found.find((one) => one.kind === kind);
    // $6.01 in ten days, at half the price, half of it: a quarter of $18.03.
    expect(of('batch')).toMatchObject({ title: 'Batch the calls of nightly to sandbox-large', amount_usd: 4_507_500_000n, low_usd: 0n });
    // 492 calls follow another within five minutes; their 2,000 tokens read at half the price are $1.23 less, half of three times that.
    expect(of('prompt_caching')).toMatchObject({ amount_usd: 1_845_000_000n });
    // Twice 49,000 tokens beyond 1,000, at a thousandth of a cent.
    expect(of('output_cap')).toMatchObject({ amount_usd: 2_940_000_000n });
    expect(of('department_outlier')?.title).toBe('Engineering pays more than others for review');

    await applyRecommendation.execute(admin(), idOf(of('output_cap')));
    const rules = async () => (await listTransformations.execute(admin(), {})).rules;
    expect(await rules()).toMatchObject([{ name: 'limit-sandbox-large-to-1000', models: ['sandbox-large'], output_tokens_max: 1000 }]);
    await undoRecommendation.execute(admin(), idOf(of('output_cap')));
    expect(await rules()).toEqual([]);

    const keys = of('unused_keys');
    expect(keys).toMatchObject({ amount_usd: 0n, title: '1 key unused for 60 days' });
    await applyRecommendation.execute(admin(), idOf(keys));
    expect(await getKey.execute(admin(), { key_id: toPublicId('key', made.id) })).toMatchObject({ status: 'disabled' });
    await undoRecommendation.execute(admin(), idOf(keys));
    expect(await getKey.execute(admin(), { key_id: toPublicId('key', made.id) })).toMatchObject({ status: 'active' });
  });
});

describe('savings [COST-9]', () => {
  it('are what calls cost against the model that was asked for, the baseline of routes, and kept answers', async () => {
    const kept = calls([-2], 4, 'sandbox-large', { cacheState: 'hit', costNanoUsd: 0n, savedNanoUsd: costOf['sandbox-large'] });
    const cheaper = calls([-2], 10, 'sandbox-small', { requestedModel: 'sandbox-large' });
    const routed = calls([-2], 10, 'sandbox-small', { routeId, requestedModel: 'support' });
    await postCalls(scene.database, [...kept, ...cheaper, ...routed]);
    await look(0);
    expect(await getSavings.execute(admin(), {})).toMatchObject({
      ...{
        calls: 24,
        compared_calls: 14,
        actual_usd: 12_000_000n,
        saved_usd: 134_000_000n,
        by_cache_usd: 40_000_000n,
        by_model_usd: 94_000_000n,
      },
    });
    expect(await faultOf(updateSavings.execute(admin(), { baseline: { provider: 'sandbox', model: 'no-such' } }))).toBe(
      'validation_failed /baseline/model',
    );
    await updateSavings.execute(admin(), { baseline: { provider: 'sandbox', model: 'sandbox-large' } });
    await look(0);
    expect(await getSavings.execute(admin(), {})).toMatchObject({
      compared_calls: 24,
      by_model_usd: 188_000_000n,
      saved_usd: 228_000_000n,
    });
    expect(await faultOf(getSavings.execute(scene.as(scene.company.guest), {}))).toMatch(/forbidden|not_found/);
  });
});
