import { describe, expect, test } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { Random } from '../support/random.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { FakeTiming } from './fake-timing.ts';
import { limits, MemoryWorld } from './world.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the end of a budget', () => {
  test('[COST-4] processes that share it spend at least 99 percent, where holds are small and callers try again', async () => {
    const timing = new FakeTiming(Date.UTC(2026, 10, 21, 12));
    const world = new MemoryWorld(() => timing.now());
    const random = new Random(17);
    const budget = world.budgets.find(({ name }) => name === 'provider');
    if (budget === undefined) throw new Error('There is no such budget');
    const limit = limits.provider ?? 0n;
    const bound = limit / 200n;
    const calls = new SampleCalls({ seed: 2, tenants: 1, tenantIds: [world.tenantId] });
    const keepers = [1, 2, 3, 4].map(
      () => new LeaseKeeper({ store: world.storeOf(newUuid()), mode: 'leased', clock: timing, timing, logger: silentLogger }),
    );
    /** One call; false when it was refused. */
    const call = async (keeper: LeaseKeeper): Promise<boolean> => {
      const charge = keeper.admit();
      const reserving = Promise.resolve(keeper.reserve(charge, [budget], bound)).then(
        () => true,
        () => false,
      );
      let isHeld: boolean | undefined;
      void reserving.then((outcome) => {
        isHeld = outcome;
      });
      for (await turn(); isHeld === undefined; await turn()) timing.advance(10);
      if (!isHeld) return false;
      const cost = BigInt(random.below(Number(bound) + 1));
      const held = { ...calls.hold(timing.now()), boundNanoUsd: bound, parts: charge.holdParts() };
      const parts = keeper.settle(charge, cost, [budget]);
      const event = { ...interruptedEvent(held), usageSource: 'provider', costNanoUsd: cost, parts } as const;
      await world.post([event]);
      keeper.posted([event]);
      return true;
    };
    let refusals = 0;
    for (let round = 0; round < 4_000 && refusals < 60; round += 1) {
      const outcomes = await Promise.all(keepers.map(call));
      refusals = outcomes.includes(true) ? 0 : refusals + 1;
      timing.advance(outcomes.includes(false) ? 250 : 20);
      for (const keeper of keepers) await keeper.upkeep.tick();
    }
    const period = (await world.periods()).find(({ budgetId }) => budgetId === budget.budgetId);
    expect(period?.overrun).toBe(0n);
    expect(Number(period?.spent ?? 0n) / Number(limit)).toBeGreaterThan(0.99);
    expect((period?.spent ?? 0n) + (period?.leased ?? 0n)).toBeLessThanOrEqual(limit);
  });
});
