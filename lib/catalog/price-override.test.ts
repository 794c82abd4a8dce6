import { describe, expect, it } from 'vitest';
import type { ModelPrice } from './model-price.ts';
import { discounted, type PriceOverride, PriceOverrides, withOverride } from './price-override.ts';
import { isPricePair, pricePairId } from './price-pair-id.ts';

const versionId = '01936b1e-7a00-7000-8000-0000000000aa';
const listed: ModelPrice = {
  ...{ versionId, provider: 'openai', model: 'gpt-4o', contextWindowTokens: 128_000 },
  tiers: [
    { fromTokens: 0, picoUsdPerUnit: { input: 2_500_000n, output: 10_000_000n } },
    { fromTokens: 200_000, picoUsdPerUnit: { input: 5_000_000n, output: 20_000_000n } },
  ],
};
const override = (more: Partial<PriceOverride>): PriceOverride => ({
  ...{ id: '01936b1e-7a00-7000-8000-0000000000bb', provider: 'openai', model: 'gpt-4o', validFromMs: 100, validToMs: null },
  terms: { kind: 'discount', basisPoints: 1000 },
  ...more,
});

describe('[COST-1] own terms', () => {
  it('take a discount off every meter of every tier, to the pico-dollar', () => {
    expect(withOverride(override({ terms: { kind: 'discount', basisPoints: 1250 } }), 'openai', 'gpt-4o', listed)?.tiers).toEqual([
      { fromTokens: 0, picoUsdPerUnit: { input: 2_187_500n, output: 8_750_000n } },
      { fromTokens: 200_000, picoUsdPerUnit: { input: 4_375_000n, output: 17_500_000n } },
    ]);
    expect([discounted(1n, 5000), discounted(1n, 5001), discounted(3n, 10_000)]).toEqual([1n, 0n, 0n]);
  });

  it('put own rates in the place of the list’s in every tier, and leave the other meters', () => {
    const terms = { kind: 'rates', picoUsdPerUnit: { input: 1n, web_search: 7n } } as const;
    expect(withOverride(override({ terms }), 'openai', 'gpt-4o', listed)).toMatchObject({
      overrideId: override({}).id,
      versionId: pricePairId(versionId, override({}).id),
      tiers: [
        { fromTokens: 0, picoUsdPerUnit: { input: 1n, output: 10_000_000n, web_search: 7n } },
        { fromTokens: 200_000, picoUsdPerUnit: { input: 1n, output: 20_000_000n, web_search: 7n } },
      ],
    });
  });

  it('give a price to what the list does not know, where they are rates', () => {
    const terms = { kind: 'rates', picoUsdPerUnit: { input: 1n } } as const;
    expect(withOverride(override({ terms }), 'own', 'mine', undefined)).toMatchObject({
      ...{ provider: 'own', model: 'mine', contextWindowTokens: null, tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1n } }] },
    });
    expect(withOverride(override({}), 'own', 'mine', undefined)).toBeUndefined();
  });

  it('hold from their beginning to before their end, the closest to the name first', () => {
    const exact = override({ id: 'exact', validToMs: 200 });
    const pattern = override({ id: 'pattern', model: 'gpt-*' });
    const all = override({ id: 'all', model: '*' });
    const overrides = new PriceOverrides([all, pattern, exact]);
    const found = (model: string, atMs: number, provider = 'openai') => overrides.find(provider, model, undefined, atMs)?.id;
    expect([found('gpt-4o', 99), found('gpt-4o', 100), found('gpt-4o', 199), found('gpt-4o', 200)]).toEqual([
      ...[undefined, 'exact', 'exact', 'pattern'],
    ]);
    expect([found('o3', 100), found('gpt-4o', 100, 'azure')]).toEqual(['all', undefined]);
    // A dated name is found under the one that the list has for it.
    expect(overrides.find('openai', 'gpt-4o-2024-08-06', 'gpt-4o', 100)?.id).toBe('exact');
  });

  it('have ids with the list that no version can have', () => {
    expect(isPricePair(pricePairId(versionId, 'a'))).toBe(true);
    expect(isPricePair(versionId)).toBe(false);
    expect(new Set([pricePairId(versionId, 'a'), pricePairId(versionId, 'b'), pricePairId(null, 'a')]).size).toBe(3);
  });
});
