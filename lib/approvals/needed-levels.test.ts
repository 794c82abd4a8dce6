import { expect, test } from 'vitest';
import type { ApprovalLevel } from '#db/schema/approvals.ts';
import { neededLevels } from './needed-levels.ts';

const level = (dollars: number | null): ApprovalLevel => ({
  role: 'team_lead',
  user_ids: [],
  up_to_nano_usd: dollars === null ? null : String(BigInt(dollars) * 1_000_000_000n),
});
const chain = [level(500), level(2000), level(10_000)];
const dollar = 1_000_000_000n;

test.each([
  [0n, 1],
  [500n * dollar, 1],
  [500n * dollar + 1n, 2],
  [2000n * dollar, 2],
  [10_000n * dollar, 3],
  [10_001n * dollar, 3],
  [null, 1],
])('%s nano-dollars need %i levels', (amount, needed) => {
  expect(neededLevels(chain, amount)).toBe(needed);
});

test('a level without a limit covers everything', () => {
  expect(neededLevels([level(null)], 10n ** 18n)).toBe(1);
  expect(neededLevels([level(1), level(null)], 10n ** 18n)).toBe(2);
});
