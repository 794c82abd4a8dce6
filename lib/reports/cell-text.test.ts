import { describe, expect, it } from 'vitest';
import { cellText } from './cell-text.ts';

describe('[REP-1] a value in a document for people', () => {
  it.each([
    [4_573_307_040_825n, '4,573.31'],
    [1_234_567_895_000_000n, '1,234,567.90'],
    [0n, '0.00'],
    [10_000_000n, '0.01'],
    [1_230_000n, '0.00123'],
    [-15_000_000n, '-0.02'],
    [-1_234_500_000_000n, '-1,234.50'],
  ])('%d nano-dollars are %s', (nano, text) => {
    expect(cellText(nano, 'usd', 'UTC')).toBe(text);
  });

  it('has one decimal of a percentage, and nothing where nothing is known', () => {
    expect([cellText(20.064, 'percent', 'UTC'), cellText(null, 'usd', 'UTC')]).toEqual(['20.1%', '']);
  });
});
