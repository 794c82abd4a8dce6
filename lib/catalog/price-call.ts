import { type NanoUsd, nanoFromPico } from '#lib/core/money.ts';
import type { CostState, TokenUsage } from '#lib/core/token-usage.ts';
import { inGeo } from './inference-geo.ts';
import type { ModelPrice, PriceMeter, PriceTier } from './model-price.ts';
import { type MediaCost, mediaLines, priceMedia } from './price-media.ts';
import { atServiceTier, meterServed } from './service-tier.ts';

/** What a call costs, and whether zero means "free", "unknown" or "not billed". */
export interface CallCost {
  readonly state: CostState;
  readonly nanoUsd: NanoUsd;
}

export const notBilled: CallCost = { state: 'not_billed', nanoUsd: 0n };

/** The meters of one call with the tokens each counts; null tokens count as none. */
type MeteredTokens = readonly (readonly [PriceMeter, number])[];

/** Where a meter has no price of its own, it is billed as the one after it: a cache is never assumed to be free. */
const fallbackMeter: Readonly<Partial<Record<PriceMeter, PriceMeter>>> = {
  cache_read: 'input',
  cache_write: 'input',
  output_reasoning: 'output',
};

/** The highest tier whose threshold the call's input reaches; it applies to the whole call. Undefined for a price without tiers. */
export function tierFor(price: ModelPrice, inputTokens: number): PriceTier | undefined {
  let found = price.tiers[0];
  for (const tier of price.tiers) if (tier.fromTokens <= inputTokens) found = tier;
  return found;
}

/** Pico-USD for one unit of a meter; undefined when neither the meter nor its fallback has a price. */
export function rateOf(tier: PriceTier, meter: PriceMeter): bigint | undefined {
  const own = tier.picoUsdPerUnit[meter];
  const fallback = fallbackMeter[meter];
  return own ?? (fallback === undefined ? undefined : tier.picoUsdPerUnit[fallback]);
}

/**
 * Units × pico-USD, rounded to nano-USD with halves away from zero. Products within 2⁵³ are computed as numbers, which
 * is exact there and spares the path two BigInt operations.
 */
export function meterCost(units: number, picoUsdPerUnit: bigint): NanoUsd {
  const product = units * Number(picoUsdPerUnit);
  if (!Number.isSafeInteger(product)) return nanoFromPico(BigInt(units) * picoUsdPerUnit);
  const remainder = product % 1000;
  return BigInt((product - remainder) / 1000 + (remainder >= 500 ? 1 : 0));
}

/** One meter of a call: what was counted, at which price, and what it came to. */
export interface PriceLine {
  readonly meter: PriceMeter;
  /** Milliseconds where the meter is priced by the hour. */
  readonly units: number;
  /** Undefined where neither the meter nor the one it falls back to has a price. */
  readonly picoUsdPerUnit: bigint | undefined;
  readonly nanoUsd: NanoUsd;
}

/** The lines of a call in the tier that its input reached; meters that counted nothing are left out. */
export function priceLines(
  usage: TokenUsage,
  price: ModelPrice,
): { readonly tier: PriceTier | undefined; readonly lines: readonly PriceLine[] } {
  const found = tierFor(price, inputTokensOf(usage));
  if (found === undefined) return { tier: found, lines: [] };
  const tier = inGeo(atServiceTier(found, usage.tier), usage.geo);
  const served = (line: PriceLine): PriceLine => ({ ...line, meter: meterServed(line.meter, usage.tier) });
  if (usage.media !== undefined) return { tier, lines: mediaLines(usage, usage.media, tier, price.ceiling).map(served) };
  const counted: MeteredTokens =
    tier.picoUsdPerUnit.request === undefined ? meteredTokens(usage, tier) : [...meteredTokens(usage, tier), ['request', 1]];
  const lines = counted
    .filter(([, units]) => units > 0)
    .map(([meter, units]) => {
      const picoUsdPerUnit = rateOf(tier, meter) ?? ceilingOf(price, meter);
      return served({ meter, units, picoUsdPerUnit, nanoUsd: picoUsdPerUnit === undefined ? 0n : meterCost(units, picoUsdPerUnit) });
    });
  return { tier, lines };
}

/** What is booked where the price has no rate. */
function ceilingOf({ ceiling }: ModelPrice, meter: PriceMeter): bigint | undefined {
  return ceiling === undefined ? undefined : rateOf({ fromTokens: 0, picoUsdPerUnit: ceiling }, meter);
}

/** Reasoning is part of the output, and told apart only where it has a price of its own. */
function meteredTokens(usage: TokenUsage, { picoUsdPerUnit }: PriceTier): MeteredTokens {
  const output = usage.output ?? 0;
  const reasoning = picoUsdPerUnit.output_reasoning === undefined ? 0 : Math.min(output, usage.reasoning ?? 0);
  return [
    ['input', usage.input ?? 0],
    ['cache_read', usage.cacheRead ?? 0],
    ['cache_write', usage.cacheWrite ?? 0],
    ['output', output - reasoning],
    ['output_reasoning', reasoning],
  ];
}

const inputTokensOf = (usage: TokenUsage): number => (usage.input ?? 0) + (usage.cacheRead ?? 0) + (usage.cacheWrite ?? 0);

/**
 * The cost of a usage vector at a price: each meter is rounded by itself and the call is the sum of its meters, so that
 * a statement that lists the meters adds up. Without a price, or without one for a meter that was used, the call is
 * `unpriced`; what could be priced is still counted, and the rest at the ceiling where the price has one.
 */
export function priceCall(usage: TokenUsage, price: ModelPrice | undefined): CallCost {
  const found = price === undefined ? undefined : tierFor(price, inputTokensOf(usage));
  if (found === undefined || price === undefined) return { state: 'unpriced', nanoUsd: 0n };
  const tier = inGeo(atServiceTier(found, usage.tier), usage.geo);
  if (usage.media !== undefined) return stateOf(priceMedia(usage, usage.media, tier, price.ceiling), price);
  let nanoUsd = meterCost(1, tier.picoUsdPerUnit.request ?? 0n);
  let isComplete = true;
  for (const [meter, tokens] of meteredTokens(usage, tier)) {
    if (tokens === 0) continue;
    const own = rateOf(tier, meter);
    if (own === undefined) isComplete = false;
    const rate = own ?? ceilingOf(price, meter);
    if (rate !== undefined) nanoUsd += meterCost(tokens, rate);
  }
  return stateOf({ nanoUsd, isComplete }, price);
}

/** What is booked at the dearest price for want of the real one stays marked as unpriced. */
const stateOf = ({ nanoUsd, isComplete }: MediaCost, { isCeiling }: ModelPrice): CallCost =>
  isComplete && isCeiling !== true ? { state: nanoUsd === 0n ? 'zero' : 'priced', nanoUsd } : { state: 'unpriced', nanoUsd };
