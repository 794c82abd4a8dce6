import { afterEach, describe, expect, test } from 'vitest';
import type { LimitRule } from '#lib/rate-limits/engine/gauge.ts';
import type { RateStore } from '#lib/rate-limits/engine/rate-store.ts';
import { type ScopedLimit, TenantRateLimits, type WhenStoreDown } from '#lib/rate-limits/engine/tenant-rate-limits.ts';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion, wait } from './support/scripted-provider.ts';
import { keyId, type TestGateway, type TestGatewayOptions, tenantId } from './support/test-gateway.ts';
import { firstId, openTwoProviders, type TwoProviders } from './support/two-providers.ts';

let scene: Scene | undefined;
let two: TwoProviders | undefined;

afterEach(async () => {
  await scene?.stop();
  await two?.stop();
  scene = two = undefined;
});

const limit = (rule: Partial<LimitRule>, more: Partial<ScopedLimit> = {}): ScopedLimit => ({
  rule: { ...{ limitId: 'l1', name: 'Everything', scope: 'tenant', metric: 'requests', window: 'minute', limit: 3 }, ...rule },
  ...{ scopeValue: '', memberIds: [], per: 'all', burst: null },
  ...more,
});

function setLimits(gateway: TestGateway, limits: readonly ScopedLimit[], whenStoreDown: WhenStoreDown = 'open'): void {
  const rateLimits = new TenantRateLimits(tenantId, limits, whenStoreDown);
  gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, rateLimits });
}

async function openWith(limits: readonly ScopedLimit[], options: TestGatewayOptions = {}): Promise<Scene> {
  scene = await openScene(options);
  setLimits(scene.gateway, limits);
  scene.provider.script = answerJson(chatCompletion());
  return scene;
}

/** What the process counts of the first limit now. */
const usedOf = async (gateway: TestGateway, limits: readonly ScopedLimit[]): Promise<number | undefined> => {
  const principal = { departmentId: null, teamId: null, userId: null, keyId };
  const { gauges } = new TenantRateLimits(tenantId, limits, 'open').planOf(principal, { connectionId: firstId, model: 'gpt-4o-mini' });
  return (await gateway.runtime.rates.use(gauges))[0]?.used;
};

describe.each(lanes)('[RATE-1] [GW-11] rate limits on the %s', (lane) => {
  test('let the allowed number through, tell how much is left, and refuse the rest in words that help', async () => {
    const { gateway, provider } = await openWith([limit({ name: 'Trial' })], { lane });
    for (const left of [2, 1, 0]) {
      const served = await post(gateway);
      expect([served.status, served.headers.get('x-ratelimit-remaining-requests')]).toEqual([200, String(left)]);
      expect(served.headers.get('ratelimit-policy')).toBe('"tenant-requests-minute";q=3;w=60;qu="requests"');
      expect(served.headers.get('ratelimit')).toMatch(new RegExp(`^"tenant-requests-minute";r=${left};t=6[01]$`));
      expect(served.headers.get('x-ratelimit-limit-requests')).toBe('3');
      expect(served.headers.get('x-ratelimit-reset-requests')).toMatch(/^1m[01]s$/);
    }
    const refused = await post(gateway);
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(55);
    expect(seconds).toBeLessThanOrEqual(61);
    expect(Number(refused.headers.get('retry-after-ms'))).toBeLessThanOrEqual(seconds * 1000);
    expect(refused.headers.get('x-should-retry')).toBeNull();
    expect(refused.headers.get('ratelimit')).toMatch(/;r=0;/);
    const error = await errorOf(refused);
    expect(error).toMatchObject({ code: 'rate_limited', type: 'rate_limit_error' });
    expect(error.message).toMatch(/limit "Trial" of the organization allows 3 requests a minute/);
    expect(provider.seen.length).toBe(3);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'refused', httpStatus: 429, errorCode: 'rate_limited' });
  });

  test('tell an Anthropic caller in the words of his API', async () => {
    const { gateway } = await openWith([limit({ limit: 1 })], { lane });
    const ask = () =>
      fetch(`${gateway.baseUrl}/messages`, {
        method: 'POST',
        headers: { 'x-api-key': gateway.key, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 20, messages: [{ role: 'user', content: 'Hello' }] }),
      });
    const served = await ask();
    expect([served.status, served.headers.get('anthropic-ratelimit-requests-remaining')]).toEqual([200, '0']);
    expect(served.headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(served.headers.get('x-ratelimit-limit-requests')).toBeNull();
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  });
});

describe('[RATE-1] rate limits', () => {
  test('cost a tenant without limits nothing but a look', async () => {
    scene = await openScene();
    scene.provider.script = answerJson(chatCompletion());
    const served = await post(scene.gateway);
    expect([served.status, served.headers.get('ratelimit')]).toEqual([200, null]);
  });

  test('are taken all or none: what one refuses no other counts', async () => {
    const wide = limit({ limitId: 'wide', limit: 100 });
    const { gateway } = await openWith([wide, limit({ limitId: 'narrow', limit: 1 })]);
    await post(gateway);
    for (let times = 0; times < 3; times += 1) expect((await post(gateway)).status).toBe(429);
    expect(await usedOf(gateway, [wide])).toBe(1);
  });

  test('reserve tokens, count what was used, and say when a call can never fit', async () => {
    const tokens = limit({ metric: 'tokens', limit: 2_000 });
    const { gateway } = await openWith([tokens]);
    const served = await post(gateway, { body: chatBody({ max_tokens: 500 }) });
    expect(Number(served.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(1_500);
    const { usage } = gateway.recorder.events[0] ?? {};
    expect(await usedOf(gateway, [tokens])).toBe((usage?.input ?? 0) + (usage?.cacheRead ?? 0) + (usage?.output ?? 0));
    const never = await post(gateway, { body: chatBody({ max_tokens: 5_000 }) });
    expect([never.status, never.headers.get('x-should-retry'), never.headers.get('retry-after')]).toEqual([429, 'false', null]);
    expect((await errorOf(never)).message).toMatch(/Ask for less/);
    // A caller who names no limit is taken to need what usual answers have.
    expect((await post(gateway)).status).toBe(200);
  });

  test('[COST-5] count cost as it is and hold its bound meanwhile', async () => {
    const cost = limit({ metric: 'cost', window: 'month', limit: 1_000_000 });
    const { gateway } = await openWith([cost]);
    expect((await post(gateway, { body: chatBody({ max_tokens: 100 }) })).status).toBe(200);
    const nano = gateway.recorder.events[0]?.costNanoUsd ?? 0n;
    expect(await usedOf(gateway, [cost])).toBe(Number((nano + 999n) / 1000n));
    const refused = await post(gateway, { body: chatBody({ max_tokens: 100_000_000 }) });
    expect((await errorOf(refused)).message).toMatch(/allows \$1 a month, and this call alone may use \$60/);
  });

  test('give a place at a time back with the last byte', async () => {
    const places = limit({ metric: 'concurrency', window: null, limit: 2 });
    const { gateway, provider } = await openWith([places]);
    provider.script = async (response) => {
      await wait(80);
      response.writeHead(200, { 'content-type': 'application/json' }).end(chatCompletion());
    };
    const statuses = (await Promise.all([0, 1, 2, 3].map(() => post(gateway)))).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(await usedOf(gateway, [places])).toBe(0);
    expect((await post(gateway)).status).toBe(200);
  });

  test('count no call that we refused ourselves, and one that its provider refused', async () => {
    const requests = limit({ limit: 10 });
    const { gateway, provider } = await openWith([requests, limit({ limitId: 'places', metric: 'concurrency', window: null, limit: 1 })]);
    expect((await post(gateway, { body: chatBody({ model: 'nobody-serves-it' }) })).status).toBe(404);
    expect(await usedOf(gateway, [requests])).toBe(0);
    provider.script = (response) => void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    expect((await post(gateway)).status).toBe(400);
    expect(await usedOf(gateway, [requests])).toBe(1);
    provider.script = answerJson(chatCompletion());
    expect((await post(gateway)).status).toBe(200);
  });

  test('of a target send a call to the next one', async () => {
    two = await openTwoProviders({});
    two.first.script = answerJson(chatCompletion());
    two.second.script = answerJson(chatCompletion());
    setLimits(two.gateway, [limit({ scope: 'target', limit: 1 }, { scopeValue: firstId })]);
    const targets: (string | null)[] = [];
    for (let times = 0; times < 3; times += 1) targets.push((await post(two.gateway)).headers.get('x-tollgate-target'));
    expect(targets.map((name) => name?.split('/')[0])).toEqual(['first', 'second', 'second']);
    two.useFirstOnly();
    expect((await post(two.gateway)).status).toBe(429);
  });

  test('of the target that a call fails over to are taken too', async () => {
    two = await openTwoProviders({});
    two.first.script = (response) => void response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    two.second.script = answerJson(chatCompletion());
    const second = limit({ scope: 'target', limit: 1 }, { scopeValue: '01936b1e-7a00-7000-8000-0000000000c9' });
    setLimits(two.gateway, [second]);
    expect((await post(two.gateway)).status).toBe(200);
    const refused = await post(two.gateway);
    expect(refused.status).toBeGreaterThanOrEqual(429);
    expect(two.second.seen.length).toBe(1);
  });

  test.each(['open', 'closed'] as const)('follow what the tenant declared for a store that is down: %s', async (declared) => {
    const rates: RateStore = {
      ...{ name: 'redis', settle: () => {}, close: async () => {} },
      take: () => Promise.reject(new Error('connection refused')),
      use: () => Promise.reject(new Error('connection refused')),
    };
    const { gateway } = await openWith([], { rates });
    setLimits(gateway, [limit({})], declared);
    const answer = await post(gateway);
    if (declared === 'open') expect(answer.status).toBe(200);
    else expect([answer.status, (await errorOf(answer)).code]).toEqual([503, 'rate_limit_store_unavailable']);
  });
});
