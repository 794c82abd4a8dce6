import { describe, expect, it } from 'vitest';
import { heatStep } from './heat-step.ts';
import { assignSlots } from './palette.ts';
import { areaPath, barsPath, linePath, runs } from './paths.ts';
import { runningSum } from './running-sum.ts';
import { stackBands, stackTotals } from './stack.ts';
import { timeTicks } from './time-ticks.ts';
import { isDwarfed, logAxis, valueAxis } from './value-ticks.ts';

describe('UI-1 value axes', () => {
  it.each([
    [612, [0, 200, 400, 600, 800]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [9.99, [0, 2.5, 5, 7.5, 10]],
    [0.000_004, [0, 0.000_001, 0.000_002, 0.000_003, 0.000_004]],
  ])('money to %d starts at zero and has at most five round ticks', (max, ticks) => {
    expect(valueAxis('money', max).ticks).toEqual(ticks);
  });

  it('counts have no half ticks, shares end at 100 %, durations are round on the clock', () => {
    expect(valueAxis('count', 2).ticks).toEqual([0, 1, 2]);
    expect(valueAxis('percent', 0.97)).toEqual({ top: 1, ticks: [0, 0.25, 0.5, 0.75, 1] });
    expect(valueAxis('percent', 0.85).top).toBe(1);
    expect(valueAxis('duration', 100_000).ticks).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
    expect(valueAxis('duration', 812).ticks).toEqual([0, 250, 500, 750, 1000]);
  });

  it('holds every maximum with at most five ticks', () => {
    for (let exponent = -6; exponent < 12; exponent += 0.037) {
      const max = 10 ** exponent;
      for (const metric of ['money', 'count', 'duration', 'size'] as const) {
        const { top, ticks } = valueAxis(metric, max);
        expect(top).toBeGreaterThanOrEqual(max * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect([ticks[0], ticks.at(-1)]).toEqual([0, top]);
      }
    }
  });

  it('keeps its shape without values', () => {
    expect(valueAxis('money', 0)).toEqual({ top: 1, ticks: [0] });
    expect(valueAxis('money', Number.NaN)).toEqual({ top: 1, ticks: [0] });
  });

  it('one model flattening the chart (litellm#2575): says when a log scale helps, and makes one', () => {
    expect(isDwarfed([5000, 12, 9, 14, 11])).toBe(true);
    expect(isDwarfed([50, 12, 9, 14, 11])).toBe(false);
    expect(isDwarfed([5000, 1])).toBe(false);
    expect(logAxis([5000, 12, 0])).toEqual({ bottom: 10, top: 10_000, ticks: [10, 100, 1000, 10_000] });
    expect(logAxis([0])).toBeUndefined();
    expect(logAxis([1e-6, 1e6])?.ticks.length).toBeLessThanOrEqual(5);
  });
});

describe('UI-1 time axes', () => {
  const berlin = { locale: 'en-US', timeZone: 'Europe/Berlin' };
  const from = (start: string, stepMs: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => new Date(Date.parse(start) + index * stepMs).toISOString());
  const texts = (...parameters: Parameters<typeof timeTicks>): string[] => timeTicks(...parameters).map(({ text }) => text);
  const [hour, day] = [3_600_000, 86_400_000];

  it('names every bucket up to seven', () => {
    expect(texts(berlin, 'day', from('2026-11-13T23:00:00Z', day, 7))).toHaveLength(7);
  });

  it('takes Mondays of a month, midnights of days, round hours of a day', () => {
    expect(texts(berlin, 'day', from('2026-10-31T23:00:00Z', day, 30))).toEqual(['Nov 2', 'Nov 9', 'Nov 16', 'Nov 23', 'Nov 30']);
    expect(texts(berlin, 'hour', from('2026-11-19T23:00:00Z', hour, 24))).toEqual(['00:00', '06:00', '12:00', '18:00']);
    expect(texts(berlin, 'hour', from('2026-11-16T23:00:00Z', hour, 72))).toEqual(['Nov 17', 'Nov 18', 'Nov 19']);
  });

  it('finds midnight on the day the clocks change', () => {
    expect(texts(berlin, 'hour', from('2026-10-24T22:00:00Z', hour, 49))).toEqual(['Oct 25', '12:00', 'Oct 26', '12:00']);
  });

  it('never has more than five labels', () => {
    for (const count of [8, 20, 31, 62, 90, 180, 365]) {
      expect(timeTicks(berlin, 'day', from('2026-01-31T23:00:00Z', day, count)).length).toBeLessThanOrEqual(5);
      expect(timeTicks(berlin, 'hour', from('2026-01-31T23:00:00Z', hour, count)).length).toBeLessThanOrEqual(5);
    }
  });
});

describe('UI-1 stacking', () => {
  const series = [{ values: [1, null, 3, 0] }, { values: [2, null, null, 0] }];
  const size = (value: number): number => value;

  it('puts each series on those before it; no data has no band, zero has one of no height', () => {
    expect(stackBands(series, size)).toEqual([
      [{ from: 0, to: 1 }, undefined, { from: 0, to: 3 }, { from: 0, to: 0 }],
      [{ from: 1, to: 3 }, undefined, undefined, { from: 0, to: 0 }],
    ]);
    expect(stackTotals(series, size)).toEqual([3, 0, 3, 0]);
  });

  it('no data breaks the line, zero does not', () => {
    expect(runs([1, undefined, 0, 2]).map((run) => run.map(({ index }) => index))).toEqual([[0], [2, 3]]);
    expect(linePath([0.5, undefined, 0, 1])).toBe('M125 500h0.01M625 1000L875 0');
    expect(linePath([])).toBe('');
  });

  it('draws a bar from its base and none for nothing', () => {
    const path = barsPath([{ from: 0, to: 5 }, undefined, { from: 5, to: 5 }, { from: 5, to: 10 }], 10);
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path).toContain(' 1000V500');
    expect(path).toContain(' 500V0');
  });

  it('closes areas and keeps a lone value visible', () => {
    expect(
      areaPath(
        [
          { from: 0, to: 1 },
          { from: 0, to: 1 },
        ],
        1,
      ),
    ).toBe('M250 0L750 0L750 1000L250 1000Z');
    expect(areaPath([undefined, { from: 0, to: 1 }], 1)).toBe('M625 0L875 0L875 1000L625 1000Z');
  });

  it('adds up exactly, goes on over gaps and stops at what lies ahead', () => {
    const tenth = 100_000_000_000_000_001n;
    expect(runningSum([null, tenth, null, tenth, null], (index) => index === 4)).toEqual([null, tenth, tenth, 2n * tenth, null]);
    expect(runningSum([1, 2], () => false)).toEqual([1, 3]);
  });
});

describe('UI-1 colours', () => {
  it('belong to entities: what is known stays, others take free slots, then grey', () => {
    expect(assignSlots(['b', 'a', 'c'], { a: 1, c: 3 })).toEqual({ b: 2, a: 1, c: 3 });
    const many = assignSlots(Array.from({ length: 10 }, (_, index) => `e${index}`));
    expect([many.e7, many.e8, many.e9]).toEqual([8, 'other', 'other']);
  });

  it('heat has seven steps, and none for zero', () => {
    expect([0, 1, 14, 15, 99, 100].map((value) => heatStep(value, 100, 7))).toEqual([undefined, 0, 0, 1, 6, 6]);
    expect(heatStep(0, 0, 7)).toBeUndefined();
  });
});
