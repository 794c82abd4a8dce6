import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import type { Gauge, LimitMetric } from '#lib/rate-limits/engine/gauge.ts';
import { LeasedRateStore } from '#lib/rate-limits/engine/leased-rate-store.ts';
import { PostgresShareSource } from '#lib/rate-limits/engine/postgres-share-source.ts';
import { ProcessRateStore } from '#lib/rate-limits/engine/process-rate-store.ts';
import type { Admitted, Need, RateStore, TakeAnswer } from '#lib/rate-limits/engine/rate-store.ts';
import { RedisRateStore } from '#lib/rate-limits/engine/redis-rate-store.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { Random } from '#tests/support/random.ts';
import { findRedisServer, notTestedTitle, type RedisServer, startRedisServer } from './redis-server.ts';

/** One suite for every place where rate limits are counted. */

const redisCommand = findRedisServer();

interface Backend {
  readonly name: string;
  /** Processes that share what is counted. */
  readonly processes: number;
  readonly open: () => RateStore;
}

let database: TestDatabase;
let redis: RedisServer | null = null;
const opened: RateStore[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  if (redisCommand !== null) redis = await startRedisServer(redisCommand);
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(async () => {
  await redis?.stop();
  await database.drop();
});

const tenantId = newUuid();

const backends: readonly Backend[] = [
  { name: 'one process', processes: 1, open: () => new ProcessRateStore() },
  {
    name: 'shares of the database',
    processes: 3,
    open: () =>
      new LeasedRateStore({ source: new PostgresShareSource(database.databases.ingest.$client, newUuid()), logger: silentLogger }),
  },
  { name: 'Redis', processes: 3, open: () => new RedisRateStore({ url: redis?.url ?? '', logger: silentLogger }) },
];

function gaugeOf(metric: LimitMetric, limit: number, windowMs = 1_000): Gauge {
  const ms = metric === 'concurrency' ? 0 : windowMs;
  const rule = { limitId: newUuid(), name: 'Test', scope: 'tenant', metric, window: 'minute', limit } as const;
  const key = `${rule.limitId}/${metric}/minute`;
  return { tenantId, key, metric, windowMs: ms, slotMs: Math.ceil(ms / 60), limit, rule, isBurst: false, isOfTarget: false };
}

const take = async (store: RateStore, needs: readonly Need[], id: string = newUuid()): Promise<TakeAnswer> => store.take(needs, id, 60_000);

async function admitted(store: RateStore, needs: readonly Need[]): Promise<Admitted> {
  const answer = await take(store, needs);
  if (!answer.isAdmitted) throw new Error(`Refused by ${answer.short.key}`);
  return answer;
}

const usedOf = async (store: RateStore, gauge: Gauge): Promise<number | undefined> => (await store.use([gauge]))[0]?.used;

/** Waits until a condition holds; what stores give back, they give back behind the calls. */
async function until(check: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 8_000; Date.now() < end; await sleep(25)) if (await check()) return;
  throw new Error(`Not within 8 s: ${what}`);
}

if (redisCommand === null) it(`[RATE-1] rate limits counted by Redis: ${notTestedTitle}`, () => console.warn(notTestedTitle));

const here = backends.filter(({ name }) => name !== 'Redis' || redisCommand !== null);

describe.each(here)('[RATE-1] rate limits counted by $name', ({ name, processes, open }) => {
  const openAll = (count = processes): RateStore[] => {
    const stores = Array.from({ length: count }, open);
    opened.push(...stores);
    return stores;
  };

  it('never admit more than the limit in any window, whoever asks and when', async () => {
    const stores = openAll();
    const gauge = gaugeOf('tokens', 50);
    const seen: { readonly from: number; readonly to: number; readonly amount: number }[] = [];
    const end = performance.now() + 3_500;
    const caller = async (store: RateStore, seed: number): Promise<void> => {
      const random = new Random(seed);
      while (performance.now() < end) {
        const amount = 1 + random.below(4);
        const from = performance.now();
        const answer = await take(store, [{ gauge, amount }]);
        // What was admitted, was at some instant between the two.
        if (answer.isAdmitted) seen.push({ from, to: performance.now(), amount });
        await sleep(random.below(answer.isAdmitted ? 10 : 40));
      }
    };
    await Promise.all(stores.flatMap((store, index) => [1, 2, 3, 4].map((caller_) => caller(store, index * 10 + caller_))));
    for (const { from } of seen) {
      const within = seen.filter((one) => one.from >= from && one.to < from + gauge.windowMs);
      expect(within.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(gauge.limit);
    }
    // And it is not exact by refusing: three windows have passed, and most of each was used.
    const all = seen.reduce((sum, { amount }) => sum + amount, 0);
    expect(all).toBeGreaterThan(gauge.limit * 2);
  });

  it('take from all limits of a call or from none', async () => {
    const [store] = openAll(1);
    if (store === undefined) throw new Error('No store');
    const [wide, narrow, places] = [gaugeOf('requests', 100, 60_000), gaugeOf('tokens', 10, 60_000), gaugeOf('concurrency', 5)];
    const needs = (tokens: number) => [
      { gauge: wide, amount: 1 },
      { gauge: narrow, amount: tokens },
      { gauge: places, amount: 1 },
    ];
    await admitted(store, needs(8));
    for (let times = 0; times < 5; times += 1) {
      const refused = await take(store, needs(3));
      expect(refused).toMatchObject({ isAdmitted: false, short: { key: narrow.key }, amount: 3 });
      if (!refused.isAdmitted) expect(refused.retryMs).toBeGreaterThan(55_000);
    }
    expect(await take(store, needs(11))).toMatchObject({ isAdmitted: false, retryMs: null });
    await admitted(store, needs(2));
    await store.close();
    const [fresh = store] = name === 'one process' ? [store] : openAll(1);
    expect(await usedOf(fresh, wide)).toBe(2);
    expect(await usedOf(fresh, narrow)).toBe(10);
  });

  it('give back what was not used, and count what was used beyond it', async () => {
    const [store, other = store] = openAll();
    if (store === undefined || other === undefined) throw new Error('No store');
    const gauge = gaugeOf('tokens', 1_000, 60_000);
    const { taken } = await admitted(store, [{ gauge, amount: 900 }]);
    expect((await take(other, [{ gauge, amount: 200 }])).isAdmitted).toBe(false);
    store.settle(taken, () => 100);
    await until(async () => (await usedOf(other, gauge)) === 100, 'what was not used is free for the others');
    const second = await admitted(other, [{ gauge, amount: 300 }]);
    other.settle(second.taken, () => 850);
    await until(async () => (await usedOf(store, gauge)) === 950, 'what was used is counted');
    expect((await take(store, [{ gauge, amount: 60 }])).isAdmitted).toBe(false);
    expect((await take(store, [{ gauge, amount: 50 }])).isAdmitted).toBe(true);
  });

  it('let so many calls at a time through and no more, all processes together', async () => {
    const stores = openAll();
    const gauge = gaugeOf('concurrency', 6);
    let [running, most, served] = [0, 0, 0];
    const end = performance.now() + 2_500;
    const caller = async (store: RateStore, seed: number): Promise<void> => {
      const random = new Random(seed);
      while (performance.now() < end) {
        const answer = await take(store, [{ gauge, amount: 1 }]);
        if (!answer.isAdmitted) {
          await sleep(20);
          continue;
        }
        running += 1;
        served += 1;
        most = Math.max(most, running);
        await sleep(5 + random.below(30));
        running -= 1;
        store.settle(answer.taken, () => 0);
      }
    };
    await Promise.all(stores.flatMap((store, index) => [1, 2, 3, 4, 5].map((one) => caller(store, index * 10 + one))));
    expect(most).toBeLessThanOrEqual(gauge.limit);
    expect(most).toBeGreaterThanOrEqual(Math.min(4, gauge.limit));
    expect(served).toBeGreaterThan(50);
    const [watcher] = stores;
    if (watcher !== undefined && processes > 1)
      await until(async () => (await usedOf(watcher, gauge)) === 0, 'places that nobody uses go back');
  });

  it('say how much is left and when all of it is back', async () => {
    const [store] = openAll(1);
    if (store === undefined) throw new Error('No store');
    const gauge = gaugeOf('requests', 3, 60_000);
    const first = await admitted(store, [{ gauge, amount: 1 }]);
    expect(first.readings[0]?.remaining).toBe(2);
    expect(first.readings[0]?.resetMs).toBeGreaterThan(55_000);
    expect(first.readings[0]?.resetMs).toBeLessThanOrEqual(63_000);
    await admitted(store, [{ gauge, amount: 2 }]);
    const refused = await take(store, [{ gauge, amount: 1 }]);
    expect(refused.readings[0]?.remaining).toBe(0);
    // A limit that is raised lets through at once, and what was used stays used.
    const raised = { ...gauge, limit: 4 };
    await admitted(store, [{ gauge: raised, amount: 1 }]);
    expect((await take(store, [{ gauge: raised, amount: 1 }])).isAdmitted).toBe(false);
  });
});

describe('[RATE-1] shares of the database', () => {
  const openStore = (): LeasedRateStore => {
    const store = new LeasedRateStore({
      source: new PostgresShareSource(database.databases.ingest.$client, newUuid()),
      logger: silentLogger,
    });
    opened.push(store);
    return store;
  };

  it('are taken from without asking once a process is at pace, and no share is lost by that', async () => {
    const store = openStore();
    const gauge = gaugeOf('requests', 100_000, 60_000);
    let asked = 0;
    for (let times = 0; times < 2_000; times += 1) {
      const answer = store.take([{ gauge, amount: 1 }], newUuid());
      if (answer instanceof Promise) asked += 1;
      expect((await answer).isAdmitted).toBe(true);
    }
    expect(asked).toBeLessThan(200);
    await store.close();
    expect(await usedOf(openStore(), gauge)).toBe(2_000);
  });

  it('of a process that fell silent are free again for the rest, places after a minute', async () => {
    const silent = openStore();
    const gauge = gaugeOf('concurrency', 2);
    await admitted(silent, [
      { gauge, amount: 1 },
      { gauge: gaugeOf('requests', 5), amount: 1 },
    ]);
    await admitted(silent, [{ gauge, amount: 1 }]);
    const other = openStore();
    expect((await take(other, [{ gauge, amount: 1 }])).isAdmitted).toBe(false);
    await database.superuser`update rate_place set seen_at = seen_at - interval '61 seconds' where key = ${gauge.key}`;
    expect((await take(other, [{ gauge, amount: 1 }])).isAdmitted).toBe(true);
  });

  it('cannot be asked while the database is out of reach, and the calls that wait are told', async () => {
    const broken = new LeasedRateStore({
      source: {
        grant: () => Promise.reject(new Error('gone')),
        giveBack: () => Promise.reject(new Error('gone')),
        see: () => Promise.reject(new Error('gone')),
        sweep: () => Promise.reject(new Error('gone')),
      },
      logger: silentLogger,
    });
    opened.push(broken);
    await expect(broken.take([{ gauge: gaugeOf('requests', 5), amount: 1 }], newUuid())).rejects.toThrow('gone');
  });
});
