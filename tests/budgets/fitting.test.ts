import { describe, expect, test } from 'vitest';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { FakeTiming } from './fake-timing.ts';
import { MemoryWorld } from './world.ts';

const dollar = 1_000_000_000n;

function openScene(fitOutput: boolean) {
  const timing = new FakeTiming(Date.UTC(2026, 10, 21, 12));
  const world = new MemoryWorld(() => timing.now());
  const keeper = new LeaseKeeper({ store: world.storeOf(newUuid()), mode: 'leased', clock: timing, timing, logger: silentLogger });
  const [first] = world.budgets.filter(({ name }) => name === 'provider');
  if (first === undefined) throw new Error('There is no such budget');
  return { keeper, budgets: [{ ...first, fitOutput }] };
}

describe('what a call could hold instead', () => {
  test('[COST-4] a first attempt gets half of what is left', async () => {
    const { keeper, budgets } = openScene(true);
    const charge = keeper.admit();
    await expect(keeper.reserve(charge, budgets, 2n * dollar)).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(keeper.fitting(charge, budgets, 2n * dollar)).toBe(dollar / 2n);
  });

  test('[COST-4] a further attempt keeps what the call holds, and gets half of the rest beside it', async () => {
    const { keeper, budgets } = openScene(true);
    const charge = keeper.admit();
    await keeper.reserve(charge, budgets, (dollar * 8n) / 10n);
    await expect(keeper.reserve(charge, budgets, 2n * dollar)).rejects.toMatchObject({ code: 'budget_exceeded' });
    const fits = keeper.fitting(charge, budgets, 2n * dollar);
    expect(fits).toBe((dollar * 9n) / 10n);
    await keeper.reserve(charge, budgets, fits ?? 0n);
    expect(charge.parts.map(({ amountNanoUsd }) => amountNanoUsd)).toEqual([fits]);
  });

  test('[COST-4] what the call holds already covers it: no budget stands in the way', async () => {
    const { keeper, budgets } = openScene(false);
    const charge = keeper.admit();
    await keeper.reserve(charge, budgets, (dollar * 8n) / 10n);
    // Seven tenths fit into what is held, though only two tenths are left beside it; nothing has to be cut.
    expect(keeper.fitting(charge, budgets, (dollar * 7n) / 10n)).toBeNull();
    expect(keeper.reserve(charge, budgets, (dollar * 7n) / 10n)).toBeUndefined();
    // A budget that does not let outputs be cut is asked for all of it.
    await expect(keeper.reserve(charge, budgets, 2n * dollar)).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(keeper.fitting(charge, budgets, 2n * dollar)).toBeNull();
  });
});
