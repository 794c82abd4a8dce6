import { describe, expect, it } from 'vitest';
import { servedTiers, type TokenUsage } from '#lib/core/token-usage.ts';
import { dearestOf } from './dearest-price.ts';
import type { ModelPrice, PriceTier } from './model-price.ts';
import { priceCall, priceLines } from './price-call.ts';
import { hasServiceTier } from './service-tier.ts';
import { withCeiling } from './with-ceiling.ts';

const price = (picoUsdPerUnit: PriceTier['picoUsdPerUnit'], model = 'm'): ModelPrice => ({
  ...{ versionId: 'v', provider: 'p', model, contextWindowTokens: null },
  tiers: [{ fromTokens: 0, picoUsdPerUnit }],
});
const usage: TokenUsage = { input: 1_000, cacheRead: 200, cacheWrite: 50, output: 100, reasoning: 40 };
const standard = { input: 1_000_000n, cache_read: 100_000n, output: 4_000_000n, web_search: 10_000_000_000n };
const tiered = price({
  ...standard,
  flex_input: 500_000n,
  flex_cache_read: 50_000n,
  flex_output: 2_000_000n,
  priority_input: 2_000_000n,
  priority_output: 8_000_000n,
});

describe('[COST-1] service tiers', () => {
  it('are charged by their own prices, a cache without one as their input', () => {
    // 1,000 and 50 written ones at the input price, 200 read ones, 100 of output, reasoning in it.
    expect(priceCall(usage, tiered)).toEqual({ state: 'priced', nanoUsd: 1_050_000n + 20_000n + 400_000n });
    expect(priceCall({ ...usage, tier: 'standard' }, tiered)).toEqual(priceCall(usage, tiered));
    expect(priceCall({ ...usage, tier: 'flex' }, tiered)).toEqual({ state: 'priced', nanoUsd: 525_000n + 10_000n + 200_000n });
    expect(priceCall({ ...usage, tier: 'priority' }, tiered)).toEqual({ state: 'priced', nanoUsd: 2_500_000n + 800_000n });
  });

  it('leave what is counted by the call as it is', () => {
    const searched = { ...usage, tier: 'flex', media: { webSearches: 3 } } as const;
    expect(priceCall(searched, tiered)).toEqual({ state: 'priced', nanoUsd: 735_000n + 30_000_000n });
    expect(priceLines(searched, tiered).lines.map(({ meter, units }) => [meter, units])).toEqual([
      ['flex_input', 1_000],
      ['flex_cache_read', 200],
      ['flex_input', 50],
      ['flex_output', 60],
      ['flex_output', 40],
      ['web_search', 3],
    ]);
  });

  it('without a price are never the standard price: unpriced, at the dearest rate where the tenant does not let it pass', () => {
    expect(priceCall({ ...usage, tier: 'reserved' }, tiered)).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(priceCall({ ...usage, tier: 'other' }, tiered)).toEqual({ state: 'unpriced', nanoUsd: 0n });
    const dear = price({ input: 3_000_000n, output: 5_000_000n }, 'dear');
    const capped = withCeiling(tiered, dearestOf([tiered, dear], 'v', 'p'));
    // Input and what was written at 3, what was read at the dearest read, output at the dearest of any tier, 8.
    expect(priceCall({ ...usage, tier: 'other' }, capped)).toEqual({
      state: 'unpriced',
      nanoUsd: 3_000_000n + 150_000n + 20_000n + 800_000n,
    });
    expect(priceCall({ ...usage, tier: 'flex' }, capped)).toEqual(priceCall({ ...usage, tier: 'flex' }, tiered));
    expect(withCeiling(tiered, capped)).toBe(withCeiling(tiered, capped));
  });

  it('are known to have a price or not', () => {
    expect((['standard', ...servedTiers] as const).filter((tier) => hasServiceTier(tiered, tier))).toEqual([
      'standard',
      'flex',
      'priority',
    ]);
  });
});

describe('[COST-1] what providers do beside answering', () => {
  const cost = (rates: PriceTier['picoUsdPerUnit'], media: TokenUsage['media'], tokens: Partial<TokenUsage> = {}) =>
    priceCall(
      { input: 0, cacheRead: null, cacheWrite: null, output: 0, reasoning: null, ...tokens, ...(media === undefined ? {} : { media }) },
      price(rates),
    );

  it('is charged by the count: searches of files and maps, containers, rankings, pictures, characters, training', () => {
    expect(cost({ storage_search: 2_500_000_000n, code_session: 30_000_000_000n }, { storageSearches: 2, codeSessions: 1 })).toEqual({
      state: 'priced',
      nanoUsd: 35_000_000n,
    });
    expect(cost({ search_unit: 2_000_000_000n }, { searchUnits: 3 }, { input: 900 })).toEqual({ state: 'priced', nanoUsd: 6_000_000n });
    expect(cost({ picture: 20_000_000_000n }, { pictures: 4 })).toEqual({ state: 'priced', nanoUsd: 80_000_000n });
    expect(cost({ character: 15_000_000n }, { characters: 1_000, audioMs: 60_000 }, { input: 250, output: 900 })).toEqual({
      state: 'priced',
      nanoUsd: 15_000_000n,
    });
    expect(cost({ training: 25_000_000n }, { trainedTokens: 1_000_000 })).toEqual({ state: 'priced', nanoUsd: 25_000_000_000n });
  });

  it('is charged by the prompt or by the search, as the model is', () => {
    const media = { webSearches: 3, groundedPrompts: 1 };
    expect(cost({ web_search: 14_000_000_000n }, media).nanoUsd).toBe(42_000_000n);
    expect(cost({ grounded_prompt: 35_000_000_000n }, media).nanoUsd).toBe(35_000_000n);
  });

  it('is unpriced where the list has no price for it, whatever else it has', () => {
    expect(cost({ input: 1_000_000n }, { webSearches: 1 }, { input: 10 })).toEqual({ state: 'unpriced', nanoUsd: 10_000n });
    expect(cost({ input: 1_000_000n, web_search: 1n }, { otherTools: 1 }, { input: 10 })).toEqual({ state: 'unpriced', nanoUsd: 10_000n });
    expect(cost({ input: 1_000_000n }, { pictures: 2 })).toEqual({ state: 'unpriced', nanoUsd: 0n });
    expect(cost({ input: 1_000_000n }, { searchUnits: 2 }, { input: 10 }).state).toBe('unpriced');
    expect(cost({ picture: 1_000_000n }, { pictures: 1, storageSearches: 1 }).state).toBe('unpriced');
  });
});
