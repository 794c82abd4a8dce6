import { expect, test } from 'vitest';
import { exactPico } from './exact-pico.ts';

test('a price for a million tokens becomes whole pico-dollars a token', () => {
  expect(exactPico(2.5, 6)).toBe(2_500_000n);
  expect(exactPico(0.0028, 6)).toBe(2800n);
  expect(exactPico(0.000001, 6)).toBe(1n);
  expect(exactPico(0, 6)).toBe(0n);
  expect(exactPico(12, 9)).toBe(12_000_000_000n);
  expect(exactPico(75, 6)).toBe(75_000_000n);
});

test('what floating-point arithmetic left behind the fifteenth digit is not a price', () => {
  expect(exactPico(0.18000000000000002, 6)).toBe(180_000n);
  expect(exactPico(0.1 + 0.2, 6)).toBe(300_000n);
});

test('a price that is no whole number of pico-dollars is refused', () => {
  expect(exactPico(0.25 / 3, 6)).toBeUndefined();
  expect(exactPico(0.0000001, 6)).toBeUndefined();
});

test('negative and unending numbers are no prices', () => {
  expect(exactPico(-1, 6)).toBeUndefined();
  expect(exactPico(Number.NaN, 6)).toBeUndefined();
  expect(exactPico(Number.POSITIVE_INFINITY, 6)).toBeUndefined();
});
