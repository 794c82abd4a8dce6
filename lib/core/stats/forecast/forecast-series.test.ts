import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { backTest, scaledError } from './back-test.ts';
import { combined } from './combined.ts';
import { forecastSeries } from './forecast-series.ts';
import { seasonalNaive } from './seasonal-naive.ts';

const week = (at: number): number => [10, 12, 14, 12, 10, 2, 0][at % 7] ?? 0;
const series = (length: number, of: (at: number) => number): number[] => Array.from({ length }, (_, at) => of(at));

describe('[COST-8] the forecast of a series', () => {
  it('continues what repeats itself exactly, weekends without spend included', () => {
    const found = forecastSeries({ values: series(84, week), season: 7, steps: 14 });
    for (const [step, value] of found.expected.entries()) expect(value).toBeCloseTo(week(84 + step), 6);
    expect(found.sumLow.at(-1)).toBeCloseTo(120, 6);
    expect(found.sumHigh.at(-1)).toBeCloseTo(120, 6);
  });

  it('follows a growth that "as one week before" misses', () => {
    const values = series(140, (at) => (week(at) + 1) * (1 + at / 50));
    const found = forecastSeries({ values, season: 7, steps: 14 });
    const actual = series(14, (step) => (week(140 + step) + 1) * (1 + (140 + step) / 50));
    const error = (guess: readonly number[]): number => guess.reduce((sum, value, step) => sum + Math.abs(value - (actual[step] ?? 0)), 0);
    expect(found.method).toBe('combination');
    expect(error(found.expected)).toBeLessThan(error(seasonalNaive(values, 7, 14)));
    expect(found.scaledError).toBeLessThan(found.naiveScaledError ?? 0);
  });

  it('takes the plain method where that did better', () => {
    // A walk that stays where it is after each jump, seen by a season of one: nothing beats the last value.
    const random = new Random(2);
    let level = 50;
    const values = series(120, (at) => {
      if (at % 10 === 0) level = 100 * random.next();
      return level;
    });
    const found = forecastSeries({ values, season: 1, steps: 1 });
    expect(found.method).toBe('seasonal_naive');
    expect(found.scaledError).toBe(found.naiveScaledError);
  });

  it('is the mean of what there is before two seasons, with a wide range', () => {
    const found = forecastSeries({ values: [10, 20, 30], season: 7, steps: 2 });
    expect(found).toMatchObject({ expected: [20, 20], method: 'mean', scaledError: null, trials: 0 });
    expect(found.low[0]).toBe(0);
    expect(found.sumHigh[1]).toBeGreaterThan(60);
  });

  it('does not let a fast beginning grow for a year', () => {
    const values = series(28, (at) => 10 * 1.1 ** at);
    const found = forecastSeries({ values, season: 7, steps: 365 });
    expect(found.expected.at(-1)).toBeLessThan(20 * (values.at(-1) ?? 0));
    expect(found.expected.at(-1)).toBeGreaterThan(values.at(-1) ?? 0);
  });

  it('is never negative, nor not a number, whatever comes', () => {
    const random = new Random(4);
    for (let turn = 0; turn < 60; turn += 1) {
      const length = Math.floor(random.next() * 60);
      const kind = turn % 3;
      const values = series(length, () => (kind === 0 ? 0 : random.next() < 0.7 ? 0 : random.next() * 1e15));
      const { expected, low, high, sumLow, sumHigh } = forecastSeries({ values, season: 7, steps: 31 });
      for (const value of [...expected, ...low, ...high, ...sumLow, ...sumHigh]) expect(value >= 0 && Number.isFinite(value)).toBe(true);
      for (const [step, value] of expected.entries()) expect((low[step] ?? 0) <= value && value <= (high[step] ?? 0)).toBe(true);
    }
  });

  it('holds about eight in ten sums inside its range', () => {
    const random = new Random(8);
    let inside = 0;
    const rounds = 150;
    for (let round = 0; round < rounds; round += 1) {
      const values = series(98, (at) => (week(at) + 3) * (0.5 + random.next()));
      const found = forecastSeries({ values: values.slice(0, 84), season: 7, steps: 14 });
      const actual = values.slice(84).reduce((sum, value) => sum + value, 0);
      if ((found.sumLow[13] ?? 0) <= actual && actual <= (found.sumHigh[13] ?? 0)) inside += 1;
    }
    expect(inside / rounds).toBeGreaterThan(0.68);
    expect(inside / rounds).toBeLessThan(0.95);
  });
});

describe('a back-test', () => {
  it('shows a method nothing of what is to come', () => {
    const values = series(60, (at) => at);
    const seen: number[] = [];
    const trials = backTest(
      (known, _, steps) => {
        seen.push(known.length);
        expect(known.at(-1)).toBe(known.length - 1);
        return series(steps, () => 0);
      },
      values,
      { season: 7, steps: 7, valuesMin: 14, trialsMax: 5 },
    );
    expect(seen[0]).toBe(14);
    expect(seen.at(-1)).toBe(53);
    expect(trials[0]?.actual).toEqual([14, 15, 16, 17, 18, 19, 20]);
  });

  it('scales errors by those of "as one season before"', () => {
    const random = new Random(6);
    const values = series(200, (at) => week(at) + 5 + random.next());
    const test = { season: 7, steps: 7, valuesMin: 14, trialsMax: 20 };
    expect(scaledError(backTest(seasonalNaive, values, test), values, 7)).toBeCloseTo(1, 0);
    expect(scaledError(backTest(combined, values, test), values, 7)).toBeLessThan(0.9);
    expect(scaledError([], [1, 1, 1], 1)).toBeNull();
  });
});
