import { expect, it } from 'vitest';
import { backoff } from './backoff.ts';

const options = { firstMs: 500, maxMs: 4000, healthyMs: 60_000 };

it('starts again at once, then after doubling pauses up to the maximum', () => {
  const pause = backoff(options);
  expect([1, 1, 1, 1, 1, 1, 1].map((ran) => pause.next(ran))).toEqual([0, 500, 1000, 2000, 4000, 4000, 4000]);
});

it('forgets former failures after a healthy run', () => {
  const pause = backoff(options);
  for (let run = 0; run < 5; run += 1) pause.next(10);
  expect(pause.next(60_000)).toBe(0);
  expect(pause.next(10)).toBe(500);
});
