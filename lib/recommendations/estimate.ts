import type { NanoUsd } from '#lib/core/money.ts';

/** Days that amounts are told for. */
export const monthDays = 30;

/** An amount of 30 days with its interval. */
export interface Estimate {
  readonly amount: NanoUsd;
  readonly low: NanoUsd;
  readonly high: NanoUsd;
}

export const nothing: Estimate = { amount: 0n, low: 0n, high: 0n };

/** Two-sided 95 % quantiles of Student's t by degrees of freedom; beyond the table the normal one is close enough. */
const quantiles = [
  12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
  2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

const rounded = (value: number): NanoUsd => BigInt(Math.round(value));

/**
 * The next 30 days from what days came to (nano-USD, days without any as 0), with the 95 % prediction interval of a sum of 30
 * days that are like these: both how much days differ and how few of them are known widen it. Undefined for less than two days.
 */
export function estimateMonth(days: readonly number[]): Estimate | undefined {
  const count = days.length;
  if (count < 2) return undefined;
  const mean = days.reduce((sum, value) => sum + value, 0) / count;
  const variance = days.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const deviation = Math.sqrt(variance * (monthDays + monthDays ** 2 / count));
  const reach = (quantiles[count - 2] ?? 1.96) * deviation;
  return { amount: rounded(mean * monthDays), low: rounded(mean * monthDays - reach), high: rounded(mean * monthDays + reach) };
}

/** Part of an estimate, in millionths exact; for savings that are a share of a cost. */
export function shareOf({ amount, low, high }: Estimate, share: number): Estimate {
  const part = (value: NanoUsd): NanoUsd => (value * BigInt(Math.round(share * 1_000_000))) / 1_000_000n;
  return { amount: part(amount), low: part(low), high: part(high) };
}

/** The same with the low end not below zero: a promise, which is none where it could cost more. */
export const notBelowZero = ({ amount, low, high }: Estimate): Estimate => ({
  amount: amount < 0n ? 0n : amount,
  low: low < 0n ? 0n : low,
  high: high < 0n ? 0n : high,
});
