import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { forecastSpend, type SpendSlot, trendOf } from './forecast.ts';
import { localDayStarts } from './local-time.ts';

const dollar = 1_000_000_000n;
const dayMs = 86_400_000;
const zone = 'Europe/Berlin';

/** Days before an instant with what each cost, in dollars. */
function days(nowMs: number, count: number, dollarsOf: (startMs: number, index: number) => number): SpendSlot[] {
  const edges = localDayStarts(zone, nowMs - count * dayMs, nowMs);
  const starts = edges.filter((start) => start <= nowMs).slice(-count - 1);
  return starts.slice(0, -1).map((startMs, index) => ({
    startMs,
    endMs: starts[index + 1] ?? startMs,
    costNanoUsd: BigInt(Math.round(dollarsOf(startMs, index) * 1e9)),
  }));
}

const november = { startMs: Date.parse('2026-10-31T23:00:00Z'), endMs: Date.parse('2026-11-30T23:00:00Z') };
const midday = Date.parse('2026-11-20T11:00:00Z');
const futureOf = (nowMs: number) => {
  const starts = localDayStarts(zone, nowMs, november.endMs);
  return [...starts.filter((start) => start < november.endMs), november.endMs];
};
const forecast = (past: readonly SpendSlot[], spent: bigint, limit = 1_000_000n * dollar) =>
  forecastSpend({
    ...{ nowMs: midday, spentNanoUsd: spent, limitNanoUsd: limit, past },
    future: futureOf(midday),
  });

describe('[COST-3] the forecast of a budget', () => {
  it('of a steady spend is what is left of the days times a day, without a range', () => {
    const found = forecast(
      days(midday, 28, () => 10),
      195n * dollar,
    );
    // Half of November 20 and ten whole days.
    expect(Number(found?.expectedNanoUsd) / 1e9).toBeCloseTo(195 + 5 + 100, 6);
    expect(found?.lowNanoUsd).toBe(found?.expectedNanoUsd);
    expect(found).toMatchObject({ passesLimitAtMs: null, daysOfHistory: 28 });
  });

  it('knows weekends', () => {
    const isWeekend = (ms: number): boolean => [0, 6].includes(new Date(ms + dayMs / 2).getUTCDay());
    const found = forecast(
      days(midday, 28, (ms) => (isWeekend(ms) ? 0 : 10)),
      0n,
    );
    // Half of Friday the 20th, Monday to Friday, Monday the 30th; three days at the weekend cost nothing.
    expect(Number(found?.expectedNanoUsd) / 1e9).toBeCloseTo(5 + 50 + 10, 6);
  });

  it('says when the limit will be passed', () => {
    const found = forecast(
      days(midday, 28, () => 10),
      195n * dollar,
      220n * dollar,
    );
    // 5 dollars until midnight, 10 on the 21st, 10 on the 22nd: 220 at its end.
    expect(new Date(found?.passesLimitAtMs ?? 0).toISOString()).toBe('2026-11-22T23:00:00.000Z');
    expect(
      forecast(
        days(midday, 28, () => 10),
        230n * dollar,
        220n * dollar,
      )?.passesLimitAtMs,
    ).toBeNull();
  });

  it('says nothing before the third day, and does not count days before the first spend', () => {
    expect(forecast([], 0n)).toBeNull();
    const late = days(midday, 28, (_, index) => (index < 25 ? 0 : 10));
    expect(forecast(late, 0n)).toMatchObject({ daysOfHistory: 3 });
    expect(forecast(late.slice(0, -1), 0n)).toBeNull();
  });

  it('holds in about four of five periods', () => {
    const random = new Random(3);
    // The sum of a few draws is close to a normal distribution.
    const draw = (): number => 10 + 4 * (random.next() + random.next() + random.next() + random.next() - 2);
    let inside = 0;
    const rounds = 600;
    for (let round = 0; round < rounds; round += 1) {
      const found = forecast(days(midday, 84, draw), 0n);
      let actual = draw() / 2;
      for (let day = 0; day < 10; day += 1) actual += draw();
      const end = BigInt(Math.round(actual * 1e9));
      if (found !== null && found.lowNanoUsd <= end && end <= found.highNanoUsd) inside += 1;
    }
    expect(inside / rounds).toBeGreaterThan(0.7);
    expect(inside / rounds).toBeLessThan(0.92);
  });

  it('of a day goes by the hour', () => {
    const nowMs = Date.parse('2026-11-20T11:00:00Z');
    const past = Array.from({ length: 28 * 24 }, (_, index) => {
      const startMs = nowMs - (28 * 24 - index) * 3_600_000;
      const hour = new Date(startMs).getUTCHours();
      return { startMs, endMs: startMs + 3_600_000, costNanoUsd: hour >= 8 && hour < 16 ? dollar : 0n };
    });
    const future = Array.from({ length: 14 }, (_, index) => nowMs + index * 3_600_000);
    const found = forecastSpend({ nowMs, spentNanoUsd: 3n * dollar, limitNanoUsd: 6n * dollar, past, future });
    expect(found).toMatchObject({ expectedNanoUsd: 8n * dollar, passesLimitAtMs: nowMs + 3 * 3_600_000 });
  });
});

describe('the trend', () => {
  it('compares two fortnights', () => {
    const of = (recent: number) => trendOf(days(midday, 28, (_, index) => (index < 14 ? 10 : recent)));
    expect([of(12), of(10.5), of(8)]).toEqual(['increasing', 'stable', 'decreasing']);
    expect(trendOf(days(midday, 27, () => 10))).toBeNull();
  });
});
