import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { SortedWindow } from './sorted-window.ts';

describe('a sorted window', () => {
  it('tells the quantiles of its last values as sorting them would', () => {
    const random = new Random(11);
    const window = new SortedWindow(20);
    const all: number[] = [];
    for (let turn = 0; turn < 500; turn += 1) {
      // Few different values, so that equal ones meet.
      const value = Math.floor(random.next() * 12) - 6;
      all.push(value);
      window.add(value);
      const sorted = all.slice(-20).sort((one, other) => one - other);
      for (const p of [0, 0.1, 0.5, 0.9, 1])
        expect(window.quantile(p)).toBe(sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]);
      expect(window.size).toBe(sorted.length);
    }
  });

  it('is zero while it is empty', () => {
    expect(new SortedWindow(3).quantile(0.5)).toBe(0);
  });
});
