import { describe, expect, it } from 'vitest';
import { measure } from './measure.ts';
import type { TrafficGroup } from './traffic.ts';

const dollar = 1_000_000_000n;
const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'];

const group = (day: string, calls: number): TrafficGroup => ({
  ...{ day, routeId: null, requested: 'm', connectionId: null, provider: 'p', model: 'm', fromTokens: 0, choseCache: false },
  ...{ isText: true, of: 'priced', calls, succeeded: calls, broken: 0, saved: 0n, lost: 0n, lostCalls: 0 },
  tokens: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 },
  cost: BigInt(calls) * dollar,
});
/** Each call would have cost three dollars; images are not to be compared. */
const measuring = { baselineOf: (_plan: object, one: TrafficGroup) => (one.isText ? 3n * dollar * BigInt(one.calls) : undefined) };
const options = { days, priceOf: () => undefined };

describe('what an applied recommendation saved [COST-9]', () => {
  it('is the difference to the baseline, a month at the pace of whole days with what they differ', () => {
    const found = measure(measuring, {}, [group('2026-11-01', 10), group('2026-11-02', 20), group('2026-11-04', 30)], options);
    expect(found).toMatchObject({ calls: 60, days: 3, actual: 60n * dollar, baseline: 180n * dollar });
    // 20, 40, 0 and 60 dollars: a mean of 30, times 30.
    expect(found.monthly?.amount).toBe(900n * dollar);
    const reach = 3.182 * Math.sqrt((2000 / 3) * (30 + 900 / 4));
    expect(Number(found.monthly?.low) / 1e9).toBeCloseTo(900 - reach, 4);
  });

  it('is no month with few calls or days, and below zero where it costs more', () => {
    expect(measure(measuring, {}, [group('2026-11-01', 49)], options).monthly).toBeUndefined();
    expect(measure(measuring, {}, [group('2026-11-01', 30), group('2026-11-02', 30)], options)).toMatchObject({
      calls: 60,
      monthly: undefined,
    });
    const dearer = { baselineOf: () => 0n };
    expect(
      measure(
        dearer,
        {},
        days.map((day) => group(day, 20)),
        options,
      ).monthly?.amount,
    ).toBe(-600n * dollar);
  });

  it('leaves out what cannot be compared', () => {
    const images = { ...group('2026-11-01', 1000), isText: false };
    expect(measure(measuring, {}, [images, group('2026-11-01', 1)], options)).toMatchObject({ calls: 1, actual: dollar });
  });
});
