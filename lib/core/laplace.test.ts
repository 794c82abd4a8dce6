import { describe, expect, it } from 'vitest';
import { laplaceMargin, laplaceNoise } from './laplace.ts';

const key = Buffer.alloc(32, 7);
const draws = Array.from({ length: 20_000 }, (_, at) => laplaceNoise(key, `draw ${at}`, 2));

describe('Laplace noise [ANA-4]', () => {
  it('is the same for the same key and label, and another for any other', () => {
    expect(laplaceNoise(key, 'a', 1)).toBe(laplaceNoise(key, 'a', 1));
    expect(new Set([laplaceNoise(key, 'a', 1), laplaceNoise(key, 'b', 1), laplaceNoise(Buffer.alloc(32, 8), 'a', 1)]).size).toBe(3);
  });

  it('has the mean 0, the mean distance of its scale and finite values alone', () => {
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const distance = draws.reduce((sum, draw) => sum + Math.abs(draw), 0) / draws.length;
    // Standard errors: 2·√2/√20000 = 0.02 of the mean, 2/√20000 = 0.014 of the distance.
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(Math.abs(distance - 2)).toBeLessThan(0.06);
    expect(draws.every(Number.isFinite)).toBe(true);
  });

  it('stays within its margin 95 times in 100', () => {
    const inside = draws.filter((draw) => Math.abs(draw) <= laplaceMargin(2)).length / draws.length;
    expect(Math.abs(inside - 0.95)).toBeLessThan(0.006);
  });
});
