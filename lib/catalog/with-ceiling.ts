import type { ModelPrice } from './model-price.ts';
import { dearestServed } from './service-tier.ts';

const capped = new WeakMap<ModelPrice, { readonly dearest: ModelPrice; readonly price: ModelPrice }>();

/** A price that says what to book for what it has no rate for: the dearest there is. The same two always give the same object. */
export function withCeiling(price: ModelPrice, dearest: ModelPrice | undefined): ModelPrice {
  const [tier] = dearest?.tiers ?? [];
  if (dearest === undefined || tier === undefined) return price;
  const known = capped.get(price);
  if (known?.dearest === dearest) return known.price;
  const made = { ...price, ceiling: dearestServed(tier.picoUsdPerUnit) };
  capped.set(price, { dearest, price: made });
  return made;
}
