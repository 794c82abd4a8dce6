import { expect, test } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { measureCoverage } from './measure-accuracy.ts';

test('[COST-8] about eight in ten held-out days lie in the range, and fewer where the series is wild', () => {
  const random = new Random(5);
  const calm = Array.from({ length: 112 }, (_, day) => 100 + 30 * (day % 7) + 20 * random.next());
  const { coverage, testedDays } = measureCoverage(calm);
  expect(testedDays).toBe(56);
  expect(coverage).toBeGreaterThan(0.6);
  const wild = calm.map((value, day) => (day % 30 > 22 ? value * 30 : value));
  expect(measureCoverage(wild).coverage ?? 1).toBeLessThan(coverage ?? 0);
  expect(measureCoverage(calm.slice(0, 20))).toEqual({ coverage: null, testedDays: 0 });
});
