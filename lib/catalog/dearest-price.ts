import { type ModelPrice, type PriceMeter, priceMeters } from './model-price.ts';

/** One price with the dearest rate of each meter among many; undefined for none. */
export function dearestOf(prices: readonly ModelPrice[], versionId: string, provider: string): ModelPrice | undefined {
  const picoUsdPerUnit: Partial<Record<PriceMeter, bigint>> = {};
  for (const { tiers } of prices) {
    for (const tier of tiers) {
      for (const meter of priceMeters) {
        const rate = tier.picoUsdPerUnit[meter];
        if (rate !== undefined && rate > (picoUsdPerUnit[meter] ?? -1n)) picoUsdPerUnit[meter] = rate;
      }
    }
  }
  if (Object.keys(picoUsdPerUnit).length === 0) return undefined;
  return { versionId, provider, model: '', contextWindowTokens: null, tiers: [{ fromTokens: 0, picoUsdPerUnit }], isCeiling: true };
}
