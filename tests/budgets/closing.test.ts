import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { FakeTiming } from './fake-timing.ts';
import { PostgresWorld } from './postgres-world.ts';
import { MemoryWorld, type World } from './world.ts';

const bound = 168_000_000n;
const cost = 25_000_000n;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

type Worlds = (now: () => number) => World | Promise<World>;
const inMemory: Worlds = (now) => new MemoryWorld(now);
const inPostgres: Worlds = (now) => PostgresWorld.create(database, now);

/** A process with one posted call, of whose lease there is more than the call cost. */
async function openScene(worlds: Worlds) {
  const timing = new FakeTiming(Date.now());
  const world = await worlds(() => timing.now());
  const [budget] = world.budgets;
  if (budget === undefined) throw new Error('There is no budget');
  const incarnation = newUuid();
  const keeper = new LeaseKeeper({ store: world.storeOf(incarnation), mode: 'leased', clock: timing, timing, logger: silentLogger });
  const charge = keeper.admit();
  await keeper.reserve(charge, [budget], bound);
  const calls = new SampleCalls({ seed: 7, tenants: 1, tenantIds: [world.tenantId] });
  const held = { ...calls.hold(timing.now()), boundNanoUsd: bound, parts: charge.holdParts() };
  const parts = keeper.settle(charge, cost, [budget]);
  const event = { ...interruptedEvent(held), usageSource: 'provider', costNanoUsd: cost, parts } as const;
  await world.post([event]);
  keeper.posted([event]);
  const period = async () => (await world.periods()).find(({ budgetId }) => budgetId === budget.budgetId);
  expect((await period())?.leased).toBeGreaterThanOrEqual(bound - cost);
  return { timing, world, incarnation, keeper, budget, period };
}

const nothingHeld = { spent: cost, leased: 0n, overrun: 0n, ledger: cost, outstanding: 0n, presumed: 0n };

describe('a process that ends in good order keeps nothing', () => {
  for (const [where, worlds] of [
    ['in memory', inMemory],
    ['in PostgreSQL', inPostgres],
  ] as const) {
    test(`[COST-4] its lease was presumed spent and leased again when it came back, ${where}`, async () => {
      const { timing, world, incarnation, keeper, period } = await openScene(worlds);
      await world.fallSilent(incarnation, 40);
      await world.fallSilent(incarnation, 2_000);
      expect(await period()).toMatchObject({ leased: 0n });
      expect((await period())?.spent).toBeGreaterThanOrEqual(bound);
      timing.advance(2_000);
      await keeper.upkeep.tick();
      expect(await period()).toMatchObject({ spent: cost });
      expect((await period())?.leased).toBeGreaterThanOrEqual(bound - cost);
      await keeper.upkeep.close();
      expect(await period()).toMatchObject(nothingHeld);
    });

    test(`[COST-4] its lease was presumed spent, and it ends before it has heard of that, ${where}`, async () => {
      const { world, incarnation, keeper, period } = await openScene(worlds);
      await world.fallSilent(incarnation, 40);
      await world.fallSilent(incarnation, 2_000);
      await keeper.upkeep.close();
      expect(await period()).toMatchObject(nothingHeld);
    });
  }

  test('[COST-4] its database came back without its last moments, and it ends before it has heard of that', async () => {
    const { keeper, budget, period } = await openScene(inPostgres);
    // As if it had lost the last refill: its count is one behind, and what is free here was never granted there.
    const [account] = keeper.accounts.all;
    const lost = (account?.freeNanoUsd ?? 0n).toString();
    await database.superuser`UPDATE lease SET granted_nano_usd = granted_nano_usd - ${lost}::text::int8, seq = seq - 1
      WHERE budget_id = ${budget.budgetId}`;
    await database.superuser`UPDATE budget_period SET leased_nano_usd = leased_nano_usd - ${lost}::text::int8
      WHERE budget_id = ${budget.budgetId}`;
    expect(await period()).toMatchObject({ leased: 0n, outstanding: 0n });
    await keeper.upkeep.close();
    expect(await period()).toMatchObject(nothingHeld);
  });
});
