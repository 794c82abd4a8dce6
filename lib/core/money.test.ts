import { describe, expect, it } from 'vitest';
import { formatUsd, nanoFromPico, parseUsd } from './money.ts';
import { usd } from './usd.ts';

describe('dollars as text', () => {
  it.each([
    ['0', 0n],
    ['247.89', 247_890_000_000n],
    ['-0.000000001', -1n],
    ['999999999999.999999999', 999_999_999_999_999_999_999n],
  ])('%s is %s nano-dollars', (text, nano) => {
    expect(parseUsd(text)).toBe(nano);
  });

  it.each(['', '.5', '1.', '1e3', '+1', ' 1', '1,000', '0.0000000001', '1234567890123', 'NaN', '0x10'])('%j is no amount', (text) => {
    expect(parseUsd(text)).toBeUndefined();
    expect(usd.safeParse(text).success).toBe(false);
  });

  it('always writes nine places and reads back the same', () => {
    for (const nano of [0n, 1n, -1n, 999_999_999n, 1_000_000_000n, -123_456_789_012n]) {
      expect(formatUsd(nano)).toMatch(/^-?\d+\.\d{9}$/);
      expect(parseUsd(formatUsd(nano))).toBe(nano);
    }
  });
});

describe('nanoFromPico', () => {
  it.each([
    [499n, 0n],
    [500n, 1n],
    [1_499n, 1n],
    [-500n, -1n],
    [-499n, 0n],
  ])('%s pico-dollars are %s nano-dollars', (pico, nano) => {
    expect(nanoFromPico(pico)).toBe(nano);
  });
});
