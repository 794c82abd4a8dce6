import { describe, expect, it } from 'vitest';
import { between, seededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { ModelPrice, PriceTier } from './model-price.ts';
import { meterCost, priceCall, priceLines } from './price-call.ts';

const usage = (more: Partial<TokenUsage>): TokenUsage => ({
  input: null,
  cacheRead: null,
  cacheWrite: null,
  output: null,
  reasoning: null,
  ...more,
});
const price = (...tiers: PriceTier[]): ModelPrice => ({ versionId: 'v', provider: 'p', model: 'm', contextWindowTokens: null, tiers });

const plain = price({ fromTokens: 0, picoUsdPerUnit: { input: 150_000n, cache_read: 75_000n, output: 600_000n } });

describe('[COST-1] priceCall', () => {
  it('prices each kind of token at its own rate, and reasoning inside the output', () => {
    const cost = priceCall(usage({ input: 1_000, cacheRead: 400, output: 50, reasoning: 30 }), plain);
    expect(cost).toEqual({ state: 'priced', nanoUsd: 150_000n + 30_000n + 30_000n });
  });

  it('bills a cache without a price of its own as input', () => {
    expect(priceCall(usage({ cacheWrite: 1_000 }), plain).nanoUsd).toBe(150_000n);
  });

  it('applies the highest tier that the whole input reaches to the whole call', () => {
    const tiered = price(
      { fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, cache_read: 100_000n, output: 2_000_000n } },
      { fromTokens: 200_000, picoUsdPerUnit: { input: 2_000_000n, cache_read: 200_000n, output: 4_000_000n } },
    );
    expect(priceCall(usage({ input: 199_999, output: 10 }), tiered).nanoUsd).toBe(199_999_000n + 20_000n);
    expect(priceCall(usage({ input: 100_000, cacheRead: 100_000, output: 10 }), tiered).nanoUsd).toBe(200_000_000n + 20_000_000n + 40_000n);
  });

  it('adds a price per request', () => {
    const perRequest = price({ fromTokens: 0, picoUsdPerUnit: { input: 0n, output: 0n, request: 5_000_000n } });
    expect(priceCall(usage({ input: 10, output: 10 }), perRequest)).toEqual({ state: 'priced', nanoUsd: 5_000n });
  });

  it('tells free, unknown and partly unknown apart', () => {
    const free = price({ fromTokens: 0, picoUsdPerUnit: { input: 0n, output: 0n } });
    const inputOnly = price({ fromTokens: 0, picoUsdPerUnit: { input: 150_000n } });
    expect(priceCall(usage({ input: 10, output: 10 }), free)).toEqual({ state: 'zero', nanoUsd: 0n });
    expect(priceCall(usage({ input: 10, output: 10 }), undefined)).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(priceCall(usage({ input: 10, output: 10 }), price())).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(priceCall(usage({ input: 10, output: 10 }), inputOnly)).toEqual({ state: 'unpriced', nanoUsd: 1_500n });
    expect(priceCall(usage({ input: 0, output: 0 }), plain)).toEqual({ state: 'zero', nanoUsd: 0n });
  });

  it('takes tiers from the lowest, also where none starts at zero', () => {
    const late = price({ fromTokens: 128_000, picoUsdPerUnit: { input: 7_000n, output: 0n } });
    expect(priceCall(usage({ input: 1_000 }), late).nanoUsd).toBe(7_000n);
  });
});

describe('[COST-1] priceLines', () => {
  it('add up to the price of the call, whatever was counted', () => {
    const random = seededRandom(7);
    const tiered = price(
      { fromTokens: 0, picoUsdPerUnit: { input: 1_234_567n, cache_read: 100_001n, output: 2_000_333n, request: 12_000_000_000n } },
      { fromTokens: 5_000, picoUsdPerUnit: { input: 2_000_777n, output: 4_000_999n } },
    );
    for (let round = 0; round < 500; round += 1) {
      const some = () => (random() < 0.3 ? null : between(random, 0, 9_000));
      const counted = usage({ input: some(), cacheRead: some(), cacheWrite: some(), output: some() });
      const { lines } = priceLines(counted, tiered);
      expect(lines.reduce((sum, line) => sum + line.nanoUsd, 0n)).toBe(priceCall(counted, tiered).nanoUsd);
    }
  });

  it('say which meter has no price', () => {
    const inputOnly = price({ fromTokens: 0, picoUsdPerUnit: { input: 150_000n } });
    expect(priceLines(usage({ input: 10, output: 10 }), inputOnly).lines).toEqual([
      { meter: 'input', units: 10, picoUsdPerUnit: 150_000n, nanoUsd: 1_500n },
      { meter: 'output', units: 10, picoUsdPerUnit: undefined, nanoUsd: 0n },
    ]);
  });
});

describe('meterCost', () => {
  it('is exact on both sides of 2⁵³, with halves away from zero', () => {
    const random = seededRandom(99);
    for (let round = 0; round < 20_000; round += 1) {
      const units = between(random, 0, 2 ** between(random, 1, 31) - 1);
      const rate = BigInt(between(random, 0, 2 ** between(random, 1, 40)));
      const pico = BigInt(units) * rate;
      expect(meterCost(units, rate)).toBe((pico + 500n) / 1000n);
    }
  });

  it.each([
    [1, 499n, 0n],
    [1, 500n, 1n],
    [3, 500n, 2n],
    [2_147_483_647, 150_000_000n, 322_122_547_050_000n],
  ])('%i × %s pico-dollars are %s nano-dollars', (units, rate, nano) => {
    expect(meterCost(units, rate)).toBe(nano);
  });
});
