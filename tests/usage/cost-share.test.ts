import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { sharesFromText, sharesToText } from '#lib/cost-centers/shares-text.ts';
import { shareOf, sortShares, splitByShares } from '#lib/cost-centers/split-amount.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { Random } from '../support/random.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('[ORG-6] the split of an amount in PostgreSQL', () => {
  test('is that of the code to the nano-dollar, for any amount and any shares', async () => {
    const random = new Random(8);
    const cases = Array.from({ length: 400 }, () => {
      const shares = Array.from({ length: 1 + random.below(7) }, () => ({
        costCenterId: newUuid(),
        partsPerMillion: 1 + random.below(random.chance(0.5) ? 3 : 999_999),
      }));
      const amount =
        BigInt(random.below(2 ** 31)) * BigInt(random.below(random.chance(0.5) ? 3 : 2 ** 31)) * (random.chance(0.2) ? -1n : 1n);
      return { shares: sortShares(shares), amount };
    });
    for (const { shares, amount } of cases) {
      const text = sharesToText(shares);
      expect(sharesFromText(text)).toEqual(shares);
      const rows = await database.superuser<{ part: bigint }[]>`
        SELECT cost_share(${amount}, ${text}, center) AS part FROM unnest(${shares.map(({ costCenterId }) => costCenterId)}::text[]) AS c (center)`;
      const parts = splitByShares(amount, shares);
      expect(rows.map(({ part }) => part)).toEqual(parts.map(({ nanoUsd }) => nanoUsd));
      for (const { costCenterId, nanoUsd } of parts) expect(shareOf(amount, shares, costCenterId)).toBe(nanoUsd);
    }
  });

  test('gives nothing to who has no share', async () => {
    const [row] = await database.superuser<{ part: bigint }[]>`SELECT cost_share(100, ${`${newUuid()}=1000000`}, ${newUuid()}) AS part`;
    expect(row?.part).toBe(0n);
    expect(shareOf(100n, [], newUuid())).toBe(0n);
  });
});
