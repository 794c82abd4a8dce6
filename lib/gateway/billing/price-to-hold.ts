import { type ModelPrice, type PriceMeter, priceMeters } from '#lib/catalog/model-price.ts';
import { atServiceTier, dearestServed, hasServiceTier } from '#lib/catalog/service-tier.ts';
import type { AskedTier } from './tier-named.ts';

type Rates = ModelPrice['tiers'][number]['picoUsdPerUnit'];

/** The dearer rate of each meter. */
function dearer(one: Rates, other: Rates): Rates {
  const found: Partial<Record<PriceMeter, bigint>> = { ...one };
  for (const meter of priceMeters) {
    const rate = other[meter];
    if (rate !== undefined && rate > (found[meter] ?? -1n)) found[meter] = rate;
  }
  return found;
}

function made(price: ModelPrice, tier: AskedTier): ModelPrice {
  const isKnown = tier === 'auto' || hasServiceTier(price, tier);
  const tiers = price.tiers.map((step) => {
    const rates = step.picoUsdPerUnit;
    if (tier === 'auto') return { ...step, picoUsdPerUnit: dearestServed(rates) };
    // A tier that is full is answered in the standard one, so that bounds the call, too.
    const served = dearer(rates, atServiceTier(step, tier).picoUsdPerUnit);
    return { ...step, picoUsdPerUnit: isKnown || price.ceiling === undefined ? served : dearer(served, price.ceiling) };
  });
  return { ...price, tiers };
}

const known = new WeakMap<ModelPrice, Map<AskedTier, ModelPrice>>();

/** The price by which a call is bounded: the dearest of the service tiers that may serve it. */
export function priceToHold(price: ModelPrice | undefined, tier: AskedTier | undefined): ModelPrice | undefined {
  if (price === undefined || tier === undefined || tier === 'standard') return price;
  let byTier = known.get(price);
  if (byTier === undefined) {
    byTier = new Map();
    known.set(price, byTier);
  }
  const found = byTier.get(tier) ?? made(price, tier);
  byTier.set(tier, found);
  return found;
}
