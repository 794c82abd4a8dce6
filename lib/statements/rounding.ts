import type { NanoUsd } from '#lib/core/money.ts';

const nanoPerCent = 10_000_000n;

/** Cents of an amount, halves away from zero; the only place where a statement is rounded. */
export function centsOf(amount: NanoUsd): bigint {
  const half = nanoPerCent / 2n;
  return amount >= 0n ? (amount + half) / nanoPerCent : -((-amount + half) / nanoPerCent);
}

/** What rounding adds to an amount. */
export const roundingOf = (amount: NanoUsd): NanoUsd => centsOf(amount) * nanoPerCent - amount;

export const nanoOfCents = (cents: bigint): NanoUsd => cents * nanoPerCent;

/**
 * Cents of each amount such that they sum to the cents of all of them together: each gets its whole cents (rounded down), and
 * those left over go one each to the largest remainders, among equals to the earlier one. Ledgers book cents and want them to
 * balance.
 */
export function centsOfAll(amounts: readonly NanoUsd[]): bigint[] {
  const cents = amounts.map(floorCents);
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  const left = Number(centsOf(total) - cents.reduce((sum, one) => sum + one, 0n));
  const byRemainder = amounts
    .map((amount, index) => ({ index, remainder: amount - floorCents(amount) * nanoPerCent }))
    .sort((one, other) => (one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, left)) cents[index] = (cents[index] ?? 0n) + 1n;
  return cents;
}

const floorCents = (amount: NanoUsd): bigint => {
  const whole = amount / nanoPerCent;
  return amount < 0n && whole * nanoPerCent !== amount ? whole - 1n : whole;
};
