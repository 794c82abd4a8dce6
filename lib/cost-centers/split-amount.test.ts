import { describe, expect, test } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { sortShares, splitAmount, splitByShares, wholeShare } from './split-amount.ts';

const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

describe('[ORG-6] [COST-7] splitting an amount', () => {
  test('what is left over goes to the largest fractions, among equals to the earlier weight', () => {
    expect(splitAmount(100n, [50, 30, 20])).toEqual([50n, 30n, 20n]);
    expect(splitAmount(1n, [333_333, 333_333, 333_334])).toEqual([0n, 0n, 1n]);
    expect(splitAmount(10n, [1, 1, 1])).toEqual([4n, 3n, 3n]);
    expect(splitAmount(5n, [1, 1])).toEqual([3n, 2n]);
    expect(splitAmount(0n, [1, 2])).toEqual([0n, 0n]);
    expect(splitAmount(7n, [0, 3, 0])).toEqual([0n, 7n, 0n]);
  });

  test('parts sum to the amount, are within one nano-dollar of their quota and grow with their weight', () => {
    const random = new Random(17);
    for (let round = 0; round < 2_000; round += 1) {
      const weights = Array.from({ length: 1 + random.below(12) }, () => random.below(random.chance(0.3) ? 4 : wholeShare));
      weights[random.below(weights.length)] = 1 + random.below(wholeShare);
      const amount = BigInt(random.below(2 ** 31)) * BigInt(random.below(random.chance(0.5) ? 3 : 2 ** 31));
      const parts = splitAmount(amount, weights);
      const total = weights.reduce((all, weight) => all + weight, 0);
      expect(sum(parts)).toBe(amount);
      for (const [index, part] of parts.entries()) {
        const weight = weights[index] ?? 0;
        const distance = part * BigInt(total) - amount * BigInt(weight);
        expect((distance < 0n ? -distance : distance) < BigInt(total)).toBe(true);
        for (const [place, other] of parts.entries()) if ((weights[place] ?? 0) < weight) expect(other <= part).toBe(true);
      }
    }
  });

  test('a credit takes back what the charge gave', () => {
    const random = new Random(3);
    for (let round = 0; round < 2_000; round += 1) {
      const weights = Array.from({ length: 1 + random.below(6) }, () => 1 + random.below(9));
      const amount = BigInt(random.below(1000));
      const [charge, credit] = [splitAmount(amount, weights), splitAmount(-amount, weights)];
      expect(charge.map((part, index) => part + (credit[index] ?? 0n))).toEqual(weights.map(() => 0n));
    }
  });

  test('weights that bear nothing, and those that are none, are refused', () => {
    for (const weights of [[], [0], [0, 0], [-1, 2], [0.5], [Number.NaN], [2 ** 53]]) {
      expect(() => splitAmount(1n, weights)).toThrow(RangeError);
    }
  });

  test('shares keep their cost center, and their order does not change who gets what', () => {
    const shares = [
      { costCenterId: 'b', partsPerMillion: 500_000 },
      { costCenterId: 'a', partsPerMillion: 500_000 },
    ];
    expect(splitByShares(3n, sortShares(shares))).toEqual([
      { costCenterId: 'a', partsPerMillion: 500_000, nanoUsd: 2n },
      { costCenterId: 'b', partsPerMillion: 500_000, nanoUsd: 1n },
    ]);
    expect(sortShares([...shares].reverse())).toEqual(sortShares(shares));
  });
});
