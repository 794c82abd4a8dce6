import { describe, expect, test } from 'vitest';
import { bucketMilliseconds, latencyBucket, latencyQuantile, zeroBucket } from './latency-buckets.ts';

/** Seeded, so that a failure can be run again (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const countsOf = (values: readonly number[]) => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(latencyBucket(value), (counts.get(latencyBucket(value)) ?? 0) + 1);
  return [...counts].map(([bucket, count]) => ({ bucket, count }));
};

describe('latency buckets', () => {
  test('every whole millisecond up to 100 s, and samples up to 2³¹, is within 2 % of what stands for its bucket', () => {
    const check = (value: number) => {
      const error = Math.abs(bucketMilliseconds(latencyBucket(value)) - value) / value;
      if (error > 0.02 + 1e-12) expect.fail(`${value} ms is off by ${error}`);
    };
    for (let value = 1; value <= 100_000; value += 1) check(value);
    for (let value = 100_001; value < 2 ** 31; value = Math.ceil(value * 1.001)) check(value);
  });

  test('buckets fit a smallint and rise with the latency', () => {
    expect(latencyBucket(0)).toBe(zeroBucket);
    expect(latencyBucket(-5)).toBe(zeroBucket);
    expect(latencyBucket(1)).toBe(0);
    expect(latencyBucket(2 ** 31)).toBeLessThan(32_767);
    for (let value = 1; value < 5000; value += 1) expect(latencyBucket(value + 1)).toBeGreaterThanOrEqual(latencyBucket(value));
  });

  test.each([
    ['log-normal', (next: () => number) => Math.exp(6 + 1.5 * Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next()))],
    ['uniform', (next: () => number) => 1 + next() * 60_000],
    ['two humps', (next: () => number) => (next() < 0.9 ? 20 + next() * 10 : 30_000 + next() * 5000)],
    ['heavy tail', (next: () => number) => 5 / (1 - next()) ** 1.2],
  ])('quantiles of a %s distribution are within 2 %%', (_, draw) => {
    const next = random(7);
    const values = Array.from({ length: 20_000 }, () => Math.min(2 ** 31 - 1, Math.max(1, Math.round(draw(next)))));
    const counts = countsOf(values);
    const sorted = values.toSorted((a, b) => a - b);
    for (const quantile of [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1]) {
      const exact = sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
      const read = latencyQuantile(counts, quantile) ?? 0;
      expect(Math.abs(read - exact) / exact, `${quantile}`).toBeLessThanOrEqual(0.02 + 1e-12);
    }
  });

  test('histograms add up: the quantile of the sum is that of all values together', () => {
    const next = random(11);
    const values = Array.from({ length: 5000 }, () => Math.round(1 + next() ** 4 * 90_000));
    const parts = [...countsOf(values.slice(0, 1234)), ...countsOf(values.slice(1234))];
    for (const quantile of [0.5, 0.95, 0.99]) expect(latencyQuantile(parts, quantile)).toBe(latencyQuantile(countsOf(values), quantile));
  });

  test('without calls there is no quantile', () => {
    expect(latencyQuantile([], 0.5)).toBeNull();
    expect(latencyQuantile([{ bucket: 3, count: 0 }], 0.5)).toBeNull();
  });
});
