import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { centsOf, centsOfAll, nanoOfCents, roundingOf } from './rounding.ts';

describe('[COST-7] rounding to cents', () => {
  it.each([
    [0n, 0n],
    [4_999_999n, 0n],
    [5_000_000n, 1n],
    [-5_000_000n, -1n],
    [12_345_678_901n, 1235n],
    [-4_999_999n, 0n],
  ])('of %i nano-dollars is %i', (nano, cents) => {
    expect(centsOf(nano)).toBe(cents);
    expect(nano + roundingOf(nano)).toBe(nanoOfCents(cents));
  });

  it.each([1, 2, 3, 4, 5, 6])('keeps parts and whole equal, each part within a cent of itself (seed %i)', (seed) => {
    const random = new Random(seed);
    for (let run = 0; run < 500; run += 1) {
      const amounts = Array.from(
        { length: 1 + random.below(40) },
        () => BigInt(random.below(90_000_000)) - (random.chance(0.2) ? 60_000_000n : 0n),
      );
      const cents = centsOfAll(amounts);
      const total = amounts.reduce((sum, amount) => sum + amount, 0n);
      expect(cents.reduce((sum, one) => sum + one, 0n)).toBe(centsOf(total));
      for (const [index, amount] of amounts.entries()) {
        const off = nanoOfCents(cents[index] ?? 0n) - amount;
        expect(off > -10_000_000n && off <= 10_000_000n).toBe(true);
      }
    }
  });
});
