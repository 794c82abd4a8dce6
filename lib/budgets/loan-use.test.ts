import { expect, test } from 'vitest';
import { usesOf } from './loan-use.ts';

const loans = [
  { id: 'first', outstandingNanoUsd: 30n },
  { id: 'second', outstandingNanoUsd: 20n },
];
const used = (spent: bigint, own: bigint) => Object.fromEntries(usesOf(loans, spent, own));

test('[ORG-11] a borrower spends its own money first, then loans, the oldest first', () => {
  expect(used(100n, 100n)).toEqual({ first: 0n, second: 0n });
  expect(used(101n, 100n)).toEqual({ first: 1n, second: 0n });
  expect(used(135n, 100n)).toEqual({ first: 30n, second: 5n });
  expect(used(150n, 100n)).toEqual({ first: 30n, second: 20n });
});

test('[ORG-11] an overrun is nobody’s loan, and a lender that borrows has no money below nothing', () => {
  expect(used(400n, 100n)).toEqual({ first: 30n, second: 20n });
  expect(used(10n, -40n)).toEqual({ first: 10n, second: 0n });
});
