import type { InferenceGeo } from '#lib/core/token-usage.ts';
import { type ModelPrice, type PriceMeter, type PriceTier, priceMeters } from './model-price.ts';
import { isCountedMeter } from './service-tier.ts';

/** What tokens of all kinds cost in the United States, of what they cost anywhere (platform.claude.com/docs, data residency pricing). */
const usPercent = 110n;

/** Parts of a pico-dollar count as one: never less than what is billed. */
const raised = (rate: bigint): bigint => (rate * usPercent + 99n) / 100n;

function raisedRates(rates: PriceTier['picoUsdPerUnit']): PriceTier['picoUsdPerUnit'] {
  const found: Partial<Record<PriceMeter, bigint>> = {};
  for (const meter of priceMeters) {
    const rate = rates[meter];
    if (rate !== undefined) found[meter] = isCountedMeter(meter) ? rate : raised(rate);
  }
  return found;
}

const sheets = new WeakMap<PriceTier, PriceTier>();

/** The prices of a call whose model ran there; searches and other calls of tools cost the same everywhere. */
export function inGeo(tier: PriceTier, geo: InferenceGeo | undefined): PriceTier {
  if (geo !== 'us') return tier;
  const found = sheets.get(tier) ?? { fromTokens: tier.fromTokens, picoUsdPerUnit: raisedRates(tier.picoUsdPerUnit) };
  sheets.set(tier, found);
  return found;
}

const prices = new WeakMap<ModelPrice, ModelPrice>();

/** The price by which a call is bounded that may run in the United States. */
export function dearestGeo(price: ModelPrice): ModelPrice {
  const found = prices.get(price) ?? { ...price, tiers: price.tiers.map((tier) => inGeo(tier, 'us')) };
  prices.set(price, found);
  return found;
}
