/**
 * Logarithmic buckets of a latency histogram, after DDSketch (Masson, Rim, Lee, VLDB 2019) with α = 0.02: a quantile read
 * from the counts is within 2 % of the true one, and histograms of different hours, teams or processes add up.
 *
 * A value v of 1 ms and more lies in bucket ⌈log_γ v⌉ with γ = (1 + α) / (1 − α), and stands for all values in
 * (γ^(i−1), γ^i]. Whole milliseconds up to 2³¹ need 538 buckets.
 */
const relativeError = 0.02;
const gamma = (1 + relativeError) / (1 - relativeError);
const inverseLogGamma = 1 / Math.log(gamma);

/** The bucket of everything below half a millisecond. */
export const zeroBucket = -1;

/** The bucket of a latency in milliseconds; negative latencies count as zero. */
export function latencyBucket(milliseconds: number): number {
  const whole = Math.round(milliseconds);
  return whole < 1 ? zeroBucket : Math.ceil(Math.log(whole) * inverseLogGamma);
}

/** The latency in milliseconds that stands for a bucket: at most 2 % off every value in it. */
export function bucketMilliseconds(bucket: number): number {
  return bucket === zeroBucket ? 0 : (2 * gamma ** bucket) / (gamma + 1);
}

export interface LatencyCount {
  readonly bucket: number;
  readonly count: number;
}

/**
 * The latency in milliseconds below which the fraction `quantile` (0 to 1) of the counted calls lie; null when there are
 * none. Counts of one bucket may come in several entries and in any order. The rank is the lower one, as in DDSketch.
 */
export function latencyQuantile(counts: readonly LatencyCount[], quantile: number): number | null {
  const sorted = counts.filter(({ count }) => count > 0).sort((a, b) => a.bucket - b.bucket);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  const last = sorted.at(-1);
  if (last === undefined) return null;
  const rank = quantile * (total - 1);
  let seen = 0;
  for (const { bucket, count } of sorted) {
    seen += count;
    if (seen > rank) return bucketMilliseconds(bucket);
  }
  return bucketMilliseconds(last.bucket);
}
