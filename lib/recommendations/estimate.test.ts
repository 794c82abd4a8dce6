import { describe, expect, it } from 'vitest';
import { estimateMonth, notBelowZero, shareOf } from './estimate.ts';
import { dollars } from './money-words.ts';

const dollar = 1_000_000_000;

describe('the next 30 days [COST-9]', () => {
  it('are 30 times the mean day, without an interval where all days are alike', () => {
    expect(estimateMonth(Array.from({ length: 10 }, () => 2 * dollar))).toEqual({
      amount: 60_000_000_000n,
      low: 60_000_000_000n,
      high: 60_000_000_000n,
    });
  });

  it('have an interval by Student’s t: mean 3, deviation √2.5 of five days, t(4) = 2.776', () => {
    const found = estimateMonth([1, 2, 3, 4, 5].map((value) => value * dollar));
    const reach = 2.776 * Math.sqrt(2.5 * (30 + 900 / 5));
    expect(Number(found?.amount) / dollar).toBeCloseTo(90, 6);
    expect(Number(found?.low) / dollar).toBeCloseTo(90 - reach, 6);
    expect(Number(found?.high) / dollar).toBeCloseTo(90 + reach, 6);
  });

  it('are not told from one day, and a promise is never below zero', () => {
    expect(estimateMonth([5])).toBeUndefined();
    expect(notBelowZero({ amount: -1n, low: -5n, high: 3n })).toEqual({ amount: 0n, low: 0n, high: 3n });
    expect(shareOf({ amount: 10n ** 12n, low: 0n, high: 3n * 10n ** 12n }, 0.25)).toEqual({
      amount: 250_000_000_000n,
      low: 0n,
      high: 750_000_000_000n,
    });
  });

  it('read as whole cents', () => {
    expect([1_234_567_000_000n, -5_000_000n, 4_999_999n, 0n].map(dollars)).toEqual(['$1,234.57', '-$0.01', '$0.00', '$0.00']);
  });
});
