import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import type { PeriodRule } from './period.ts';
import { Replay } from './replay.ts';

const daily: PeriodRule = {
  ...{ periodKind: 'daily', timeZone: 'UTC', weekStart: 1, fiscalMonth: 1, fiscalDay: 1, fixedStartMs: null, fixedEndMs: null },
};
const dayMs = 86_400_000;
const call = (startMs: number, lengthMs: number, bound: bigint, cost: bigint) => ({
  ...{ id: `${startMs}`, startMs, endMs: startMs + lengthMs, boundNanoUsd: bound, costNanoUsd: cost },
});

describe('[COST-3] replaying past calls against a limit', () => {
  it('admits what fits and refuses from where it does not', () => {
    const replay = new Replay(daily, 100n, 0n);
    for (const [index, cost] of [40n, 40n, 40n, 20n].entries()) replay.add(call(index * 1000, 10, cost, cost));
    replay.finish();
    expect(replay).toMatchObject({ calls: 4, refusedCalls: 1, refusedNanoUsd: 40n });
    expect(replay.periods).toMatchObject([
      { actualNanoUsd: 140n, admittedNanoUsd: 100n, calls: 4, refusedCalls: 1, firstRefusedAtMs: 2000 },
    ]);
    expect(replay.refused.map(({ id }) => id)).toEqual(['2000']);
  });

  it('counts what is held by calls that still run', () => {
    const replay = new Replay(daily, 100n, 0n);
    replay.add(call(0, 5000, 80n, 10n));
    replay.add(call(1000, 10, 30n, 5n));
    replay.add(call(6000, 10, 30n, 5n));
    replay.finish();
    expect(replay.refused.map(({ id }) => id)).toEqual(['1000']);
    expect(replay.periods[0]?.admittedNanoUsd).toBe(15n);
  });

  it('begins with what was spent before, and anew with each period', () => {
    const replay = new Replay(daily, 100n, 90n);
    replay.add(call(dayMs - 2000, 10, 20n, 20n));
    replay.add(call(dayMs + 1000, 10, 20n, 20n));
    replay.finish();
    expect(replay.periods).toMatchObject([
      { openingNanoUsd: 90n, actualNanoUsd: 110n, admittedNanoUsd: 90n, refusedCalls: 1 },
      { openingNanoUsd: 0n, actualNanoUsd: 20n, admittedNanoUsd: 20n, refusedCalls: 0 },
    ]);
  });

  it('charges a call to the period it began in', () => {
    const replay = new Replay(daily, 100n, 0n);
    replay.add(call(dayMs - 1000, 5000, 90n, 60n));
    replay.add(call(dayMs + 1000, 10, 90n, 50n));
    replay.finish();
    expect(replay).toMatchObject({ refusedCalls: 0 });
    expect(replay.periods.map(({ admittedNanoUsd }) => admittedNanoUsd)).toEqual([60n, 50n]);
  });

  it('never admits more than the limit where costs stay below bounds, and names fifty refused calls', () => {
    const random = new Random(5);
    const replay = new Replay(daily, 5000n, 0n);
    let at = 0;
    for (let index = 0; index < 5000; index += 1) {
      at += random.below(60_000);
      const bound = BigInt(1 + random.below(100));
      replay.add(call(at, random.below(300_000), bound, BigInt(random.below(Number(bound) + 1))));
    }
    replay.finish();
    expect(replay.periods.length).toBeGreaterThan(1);
    for (const period of replay.periods) {
      expect(period.admittedNanoUsd).toBeLessThanOrEqual(5000n);
      expect(period.refusedCalls === 0 || period.actualNanoUsd > 4800n).toBe(true);
    }
    const refusedCost = replay.periods.reduce((sum, period) => sum + period.actualNanoUsd - period.admittedNanoUsd, 0n);
    expect(refusedCost).toBe(replay.refusedNanoUsd);
    expect(replay.refused).toHaveLength(50);
  });

  it('passes over calls outside a fixed period', () => {
    const replay = new Replay({ ...daily, periodKind: 'fixed', fixedStartMs: 1000, fixedEndMs: 2000 }, 10n, 0n);
    for (const at of [500, 1500, 2500]) replay.add(call(at, 1, 1n, 1n));
    expect(replay).toMatchObject({ calls: 1 });
  });
});
