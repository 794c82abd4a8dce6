import { describe, expect, it } from 'vitest';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import type { Reading } from '../reading.ts';
import type { TrafficGroup } from '../traffic.ts';
import { batch } from './batch.ts';
import { cheaperModel } from './cheaper-model.ts';
import { departmentOutlier } from './department-outlier.ts';
import { enableCache, wilson } from './enable-cache.ts';
import { failedCalls } from './failed-calls.ts';
import { idleBudget } from './idle-budget.ts';
import { outputCap } from './output-cap.ts';
import { promptCaching } from './prompt-caching.ts';
import { reasoningEffort } from './reasoning-effort.ts';
import { switchProvider } from './switch-provider.ts';
import { timing } from './timing.ts';
import { unusedConnections } from './unused-connections.ts';
import { unusedKeys } from './unused-keys.ts';

const idleKey = '01936f11-7a00-7000-8000-000000000009';
const now = new Date('2026-11-21T08:00:00Z');
const days = Array.from({ length: 10 }, (_, index) => `2026-11-${index + 11}`);
const dollar = 1_000_000_000n;

const priceOf = (picoInput: bigint, picoOutput: bigint): ModelPrice => ({
  ...{ versionId: 'v', provider: 'p', model: 'm', contextWindowTokens: null },
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: picoInput, output: picoOutput } }],
});
const prices: Readonly<Record<string, ModelPrice>> = {
  'a large': priceOf(10_000_000n, 40_000_000n),
  'a small': priceOf(1_000_000n, 4_000_000n),
  'b large': priceOf(8_000_000n, 40_000_000n),
};

/** A thousand calls of a day: at the price of `a large` $10 of input and $4 of output. */
const group = (day: string, values: Partial<TrafficGroup> = {}): TrafficGroup => ({
  ...{ day, routeId: null, requested: 'large', connectionId: 'one', provider: 'a', model: 'large', fromTokens: 0, choseCache: false },
  ...{ isText: true, of: 'priced', calls: 1000, succeeded: 995, broken: 5, saved: 0n, lost: 0n, lostCalls: 0 },
  tokens: { input: 1_000_000, cacheRead: 0, cacheWrite: 0, output: 100_000, reasoning: 0 },
  cost: 14n * dollar,
  ...values,
});
const small = (day: string): TrafficGroup =>
  group(day, { requested: 'small', model: 'small', calls: 100, succeeded: 100, broken: 0, cost: (14n * dollar) / 10n });

const reading = (values: Partial<Reading> = {}): Reading => ({
  ...{ now, days, groups: [], routes: new Map(), thumbs: new Map(), keys: [] },
  priceOf: (provider, model) => prices[`${provider} ${model}`],
  connections: [
    { id: 'one', name: 'first', provider: 'a', createdAt: now, models: ['large', 'small'] },
    { id: 'two', name: 'second', provider: 'b', createdAt: now, models: ['large'] },
  ],
  habits: [],
  lengths: [],
  budgets: [],
  departments: [],
  batchPercentOf: (provider) => (provider === 'a' ? 50 : undefined),
  cache: { mode: 'off', isolation: 'team', ttlSeconds: 3600, asked: 0, answered: 0, repeats: { calls: 0, cost: 0n, likelyCost: 0n } },
  ...values,
});

describe('a cheaper model [COST-9]', () => {
  const both = days.flatMap((day) => [group(day), small(day)]);
  const largeOf = (found: ReturnType<typeof cheaperModel.find>) => found.find(({ title }) => title.includes('in place of large'));

  it('saves what the very tokens cost less: $12.60 of $14 a day, $378 in 30 days', () => {
    const found = largeOf(cheaperModel.find(reading({ groups: both })));
    expect(found?.estimate).toEqual({ amount: 378n * dollar, low: 378n * dollar, high: 378n * dollar });
    expect(found?.plan).toMatchObject({ requested: 'large', to: { model: 'small', connectionId: 'one', connectionName: 'first' } });
    expect(found?.evidence.find(({ label }) => label === 'Cost with large')?.value).toBe('$140.00');
  });

  it('is as sure as people are: low without feedback, high with much of it, and not told where they like it less', () => {
    const withThumbs = (up: number, down: number) =>
      reading({
        groups: both,
        thumbs: new Map([
          ['large', { up: 60, down: 2 }],
          ['small', { up, down }],
        ]),
      });
    expect(largeOf(cheaperModel.find(reading({ groups: both })))?.confidence).toBe('low');
    expect(largeOf(cheaperModel.find(withThumbs(60, 2)))?.confidence).toBe('high');
    expect(largeOf(cheaperModel.find(withThumbs(20, 0)))?.confidence).toBe('medium');
    expect(largeOf(cheaperModel.find(withThumbs(30, 30)))).toBeUndefined();
  });

  it('is not told where it fails more often, or where costs do not follow from tokens', () => {
    const failing = days.flatMap((day) => [group(day), { ...small(day), succeeded: 90, broken: 10 }]);
    expect(largeOf(cheaperModel.find(reading({ groups: failing })))).toBeUndefined();
    const pictures = days.flatMap((day) => [group(day, { cost: 40n * dollar }), small(day)]);
    expect(largeOf(cheaperModel.find(reading({ groups: pictures })))).toBeUndefined();
  });
});

describe('other recommendations [COST-9]', () => {
  it('name the cheaper host of the same model: $2 less of $14 a day', () => {
    const [found, ...more] = switchProvider.find(reading({ groups: days.map((day) => group(day)) }));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ plan: { to: { connectionId: 'two', provider: 'b', model: 'large' } }, confidence: 'medium' });
    expect(found?.estimate.amount).toBe(60n * dollar);
  });

  it('measure the cache on calls that asked it, and otherwise on what looks like repeats, surely at least nothing', () => {
    const groups = days.map((day) => group(day));
    const cache = reading().cache;
    const asked = enableCache.find(reading({ groups, cache: { ...cache, mode: 'opt_in', asked: 1000, answered: 250 } }))[0];
    expect(asked?.estimate.amount).toBe(105n * dollar);
    expect(asked).toMatchObject({ confidence: 'high' });
    expect(wilson(250, 1000).low).toBeCloseTo(0.2242, 4);
    expect(Number(asked?.estimate.low) / 1e9).toBeCloseTo(420 * wilson(250, 1000).low, 2);
    const repeats = { calls: 300, cost: 28n * dollar, likelyCost: 14n * dollar };
    const guessed = enableCache.find(reading({ groups, cache: { ...cache, repeats } }))[0];
    expect(guessed?.estimate).toEqual({ amount: 42n * dollar, low: 0n, high: 84n * dollar });
    expect(guessed?.confidence).toBe('low');
    expect(enableCache.find(reading({ groups, cache: { ...cache, mode: 'all', repeats } }))).toEqual([]);
  });

  it('tell what was paid for without an answer', () => {
    const [found] = failedCalls.find(reading({ groups: days.map((day) => group(day, { lost: 2n * dollar, lostCalls: 4 })) }));
    expect(found?.estimate.amount).toBe(60n * dollar);
    expect(found?.evidence.map(({ value }) => value)).toEqual(['10,000', '40', '$20.00']);
    expect(failedCalls.find(reading({ groups: days.map((day) => group(day)) }))).toEqual([]);
  });

  it('name keys that nobody used for 60 days, new ones not', () => {
    const at = (daysAgo: number) => new Date(now.getTime() - daysAgo * 86_400_000);
    const key = (id: string, created: number, used: number | null) => ({
      ...{ id, name: id, createdAt: at(created), lastUsedAt: used === null ? null : at(used), departmentId: null, teamId: null },
    });
    const ids = ['0a', '0b', '0c', '0d'].map((end) => `01936f11-7a00-7000-8000-0000000000${end}`);
    const [idle = '', never = '', busy = '', fresh = ''] = ids;
    const keys = [key(idle, 200, 61), key(never, 90, null), key(busy, 200, 5), key(fresh, 10, null)];
    expect(unusedKeys.find(reading({ keys }))).toMatchObject([{ title: '2 keys unused for 60 days', plan: { keyIds: [idle, never] } }]);
    expect(unusedKeys.find(reading())).toEqual([]);
  });

  it('tell work that nobody waits for where the provider has batches: up to half of $90 a month', () => {
    const key = { id: idleKey, name: 'nightly', createdAt: now, lastUsedAt: now, departmentId: null, teamId: 'team' };
    const habit = {
      ...{ keyId: idleKey, provider: 'a', model: 'large', calls: 300, streamed: 0, cost: 30n * dollar, days: 10, inBusiestHours: 290 },
      ...{ shortestInput: 2000, close: 200, inputTokens: 900_000, cacheReadTokens: 0 },
    };
    const found = batch.find(reading({ keys: [key], habits: [habit] }));
    expect(found).toMatchObject([
      { estimate: { amount: 22_500_000_000n, low: 0n, high: 45n * dollar }, teamId: 'team', confidence: 'low' },
    ]);
    expect(batch.find(reading({ keys: [key], habits: [{ ...habit, streamed: 1 }] }))).toEqual([]);
    expect(batch.find(reading({ keys: [key], habits: [{ ...habit, inBusiestHours: 200 }] }))).toEqual([]);
    expect(batch.find(reading({ keys: [key], habits: [{ ...habit, provider: 'b' }] }))).toEqual([]);
    // 200 calls that follow another, 2,000 tokens at 10 and 1 millionths: $3.60 in ten days, $10.80 in thirty.
    const cached = {
      ...priceOf(10_000_000n, 40_000_000n),
      tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 10_000_000n, cache_read: 1_000_000n } }],
    };
    const kept = promptCaching.find(reading({ keys: [key], habits: [habit], priceOf: () => cached }));
    expect(kept).toMatchObject([{ estimate: { amount: 5_400_000_000n, low: 0n, high: 10_800_000_000n } }]);
    expect(promptCaching.find(reading({ keys: [key], habits: [{ ...habit, cacheReadTokens: 450_000 }], priceOf: () => cached }))).toEqual(
      [],
    );
    expect(promptCaching.find(reading({ keys: [key], habits: [habit] }))).toEqual([]);
  });

  it('cap answers that run away, and not those whose work is long', () => {
    const lengths = { requested: 'large', provider: 'a', model: 'large', calls: 1000, usual: 500, cap: 1000, beyond: 100_000, cut: 4 };
    const [found] = outputCap.find(reading({ groups: days.map((day) => group(day)), lengths: [lengths] }));
    // 100,000 tokens at 40 millionths are $4 in ten days.
    expect(found?.estimate).toEqual({ amount: 12n * dollar, low: 240_000_000n, high: 23_760_000_000n });
    expect(found?.plan).toEqual({ requested: 'large', cap: 1000, perCall: '14000000' });
    expect(outputCap.find(reading({ lengths: [{ ...lengths, cut: 50 }] }))).toEqual([]);
  });

  it('tell thinking that nobody reads, hours that are cheaper, and departments that pay more', () => {
    const thinking = days.map((day) =>
      group(day, { tokens: { input: 1_000_000, cacheRead: 0, cacheWrite: 0, output: 100_000, reasoning: 75_000 } }),
    );
    // 75,000 tokens a day at 40 millionths are $90 in 30 days; nought to seven tenths of it.
    expect(reasoningEffort.find(reading({ groups: thinking }))).toMatchObject([
      { estimate: { amount: 27n * dollar, low: 0n, high: 63n * dollar } },
    ]);
    expect(reasoningEffort.find(reading({ groups: days.map((day) => group(day)) }))).toEqual([]);
    const nights = (_provider: string, _model: string, atMs = 0) =>
      new Date(atMs).getUTCHours() < 6 ? priceOf(5_000_000n, 20_000_000n) : prices['a large'];
    const [cheap] = timing.find(reading({ groups: days.map((day) => group(day)), priceOf: nights }));
    expect(cheap?.estimate).toEqual({ amount: 105n * dollar, low: 0n, high: 210n * dollar });
    expect(timing.find(reading({ groups: days.map((day) => group(day)) }))).toEqual([]);
    const department = (name: string, cost: bigint) => ({ departmentId: idleKey, name, task: 'review', calls: 1000, cost });
    const departments = [department('Sales', 40n * dollar), department('Law', 10n * dollar), department('Search', 20n * dollar)];
    expect(departmentOutlier.find(reading({ departments }))).toMatchObject([
      { title: 'Sales pays more than others for review', estimate: { high: 75n * dollar } },
    ]);
    expect(departmentOutlier.find(reading({ departments: departments.slice(0, 2) }))).toEqual([]);
  });

  it('name budgets far above what was needed, and connections without calls', () => {
    const budgets = [{ id: idleKey, name: 'Search', limit: 1000n * dollar, spent: [100n * dollar, 90n * dollar, 110n * dollar] }];
    expect(idleBudget.find(reading({ budgets }))).toMatchObject([{ plan: { former: '1000000000000', limit: '130000000000' } }]);
    expect(idleBudget.find(reading({ budgets: budgets.map((one) => ({ ...one, limit: 200n * dollar })) }))).toEqual([]);
    const month = Array.from({ length: 30 }, (_, index) => `2026-10-${index}`);
    const connections = reading().connections.map((one) => ({ ...one, id: one.id === 'one' ? 'one' : idleKey, createdAt: new Date(0) }));
    const found = unusedConnections.find(reading({ connections, days: month, groups: days.map((day) => group(day)) }));
    expect(found).toMatchObject([{ fingerprint: idleKey, plan: { connectionId: idleKey } }]);
    expect(unusedConnections.find(reading({ connections, groups: [] }))).toEqual([]);
  });
});
