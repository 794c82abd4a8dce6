import { describe, expect, it } from 'vitest';
import { BudgetPaces, gapMs, paceWaitMsMax } from './budget-paces.ts';

const hourMs = 3_600_000;
const budget = (budgetId: string, remainingNanoUsd: bigint, untilMs = hourMs) => ({ budgetId, remainingNanoUsd, untilMs });

describe('[RATE-1] the pace of a budget near its end', () => {
  it('lets what is left last until the period ends, and never stops', () => {
    expect(gapMs(budget('a', 3_600n), 1n, 0)).toBe(1_000);
    expect(gapMs(budget('a', 3_600n), 1n, hourMs / 2)).toBe(500);
    expect(gapMs(budget('a', 1n), 1n, 0)).toBe(10_000);
    expect(gapMs(budget('a', 0n), 1n, 0)).toBe(10_000);
    expect(gapMs(budget('a', 10n), 1n, hourMs + 1)).toBe(0);
  });

  it('gives calls their turns one after the other, and sends away who would wait too long', () => {
    const paces = new BudgetPaces();
    const waits = Array.from({ length: 7 }, () => paces.take([budget('a', 3_600n)], 1n, 0));
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000]);
    expect(waits.map(({ isTaken }) => isTaken)).toEqual([true, true, true, true, true, true, false]);
    // Who was sent away took no turn.
    expect(paces.take([budget('a', 3_600n)], 1n, 6_000)).toMatchObject({ isTaken: true, waitMs: 0 });
  });

  it('makes a call wait for the slowest of its budgets, and take a turn in all of them or in none', () => {
    const paces = new BudgetPaces();
    paces.take([budget('slow', 1_200n)], 1n, 0);
    expect(paces.take([budget('quick', 36_000n), budget('slow', 1_200n)], 1n, 0)).toMatchObject({ waitMs: 3_000, by: 'slow' });
    expect(paces.take([budget('quick', 36_000n)], 1n, 0).waitMs).toBe(3_100);
    const before = paces.take([budget('quick', 36_000n), budget('slow', 1_200n)], 1n, 0);
    expect(before.isTaken).toBe(false);
    expect(before.waitMs).toBeGreaterThan(paceWaitMsMax);
    expect(paces.take([budget('quick', 36_000n)], 1n, 0).waitMs).toBe(3_200);
  });

  it('is no burden on quiet budgets: a call that comes after its turn waits for nothing', () => {
    const paces = new BudgetPaces();
    for (let at = 0; at < 10; at += 1) expect(paces.take([budget('a', 3_600n)], 1n, at * 1_500).waitMs).toBe(0);
  });
});
