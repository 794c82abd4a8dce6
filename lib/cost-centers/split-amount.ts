import type { NanoUsd } from '#lib/core/money.ts';

/** Shares are whole parts of a million, so that a percentage has four exact decimals and shares that sum to 100 % sum to this. */
export const wholeShare = 1_000_000;

/** What one cost center bears of a call or of a sum. */
export interface CostShare {
  /** UUID. */
  readonly costCenterId: string;
  /** Parts of a million, from 1 to `wholeShare`; the shares of one call sum to `wholeShare`. */
  readonly partsPerMillion: number;
}

/** A share with its part of an amount. */
export interface SplitPart extends CostShare {
  readonly nanoUsd: NanoUsd;
}

/**
 * Splits an amount by weights, in the order of the weights, by the method of the largest remainder (Hamilton's): each gets
 * the whole nano-dollars of its quota, and those left over go one each to the largest fractions, among equals to the earlier
 * weight. The parts always sum to the amount, and each is within one nano-dollar of its quota. A credit (a negative amount)
 * splits as the charge that it takes back. Weights are non-negative integers of which one at least is not zero; a weight of
 * zero gets nothing. Throws RangeError for others.
 */
export function splitAmount(amount: NanoUsd, weights: readonly number[]): NanoUsd[] {
  const total = sumOf(weights);
  if (amount < 0n) return splitAmount(-amount, weights).map((part) => -part);
  const parts: NanoUsd[] = [];
  const remainders: bigint[] = [];
  let left = amount;
  for (const weight of weights) {
    const quota = amount * BigInt(weight);
    const part = quota / total;
    parts.push(part);
    remainders.push(quota % total);
    left -= part;
  }
  if (left === 0n) return parts;
  const byRemainder = remainders.map((_, index) => index).sort((one, other) => compareRemainders(remainders, one, other));
  // What is left over is the sum of the fractions, hence less than the number of weights whose fraction is not zero.
  for (const index of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

/** `splitAmount` over shares of cost centers, whose order decides between equal fractions: sort them first (`sortShares`). No shares, no parts. */
export function splitByShares(amount: NanoUsd, shares: readonly CostShare[]): SplitPart[] {
  if (shares.length === 0) return [];
  const parts = splitAmount(
    amount,
    shares.map(({ partsPerMillion }) => partsPerMillion),
  );
  return shares.map((share, index) => ({ ...share, nanoUsd: parts[index] ?? 0n }));
}

/** What one cost center bears of an amount; nothing where it has no share. */
export function shareOf(amount: NanoUsd, shares: readonly CostShare[], costCenterId: string): NanoUsd {
  const [only] = shares;
  if (shares.length === 1) return only?.costCenterId === costCenterId ? amount : 0n;
  const place = shares.findIndex((share) => share.costCenterId === costCenterId);
  return place === -1 ? 0n : (splitByShares(amount, shares)[place]?.nanoUsd ?? 0n);
}

/** The order in which shares are kept and split, so that the same call splits the same way wherever it is computed. */
export const sortShares = (shares: readonly CostShare[]): CostShare[] =>
  [...shares].sort((one, other) => (one.costCenterId < other.costCenterId ? -1 : one.costCenterId > other.costCenterId ? 1 : 0));

function sumOf(weights: readonly number[]): bigint {
  let total = 0n;
  for (const weight of weights) {
    if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`${weight} is not a weight`);
    total += BigInt(weight);
  }
  if (total === 0n) throw new RangeError('Nothing bears the amount');
  return total;
}

function compareRemainders(remainders: readonly bigint[], one: number, other: number): number {
  const [left = 0n, right = 0n] = [remainders[one], remainders[other]];
  if (left !== right) return left > right ? -1 : 1;
  return one - other;
}
