import type { ServedTier, ServiceTier } from '#lib/core/token-usage.ts';
import type { ModelPrice, PriceMeter, PriceTier } from './model-price.ts';

type Rates = PriceTier['picoUsdPerUnit'];

/** Meters that count tokens and have one of their own in each service tier. */
export const tieredMeters = ['input', 'cache_read', 'cache_write', 'cache_write_1h', 'output'] as const;
const pricedTiers = ['flex', 'priority', 'reserved'] as const;

/** Meters that count calls of something: a service tier leaves them as they are. */
const countedMeters: readonly PriceMeter[] = [
  ...(['request', 'web_search', 'grounded_prompt', 'map_search', 'storage_search', 'code_session'] as const),
  ...(['search_unit', 'picture', 'character'] as const),
];

/** Whether a meter counts calls or pieces, and no tokens. */
export const isCountedMeter = (meter: PriceMeter): boolean => countedMeters.includes(meter);

function ratesAt(rates: Rates, tier: ServedTier): Rates {
  const found: Partial<Record<PriceMeter, bigint>> = {};
  for (const meter of countedMeters) if (rates[meter] !== undefined) found[meter] = rates[meter];
  if (tier === 'other') return found;
  for (const meter of tieredMeters) {
    const rate = rates[`${tier}_${meter}`];
    if (rate !== undefined) found[meter] = rate;
  }
  return found;
}

const sheets = new WeakMap<PriceTier, Map<ServedTier, PriceTier>>();

/** The prices of a service tier, under the names of the standard one. What has no price in it is not there: the standard price is not it. */
export function atServiceTier(tier: PriceTier, serviceTier: ServiceTier | undefined): PriceTier {
  if (serviceTier === undefined || serviceTier === 'standard') return tier;
  let known = sheets.get(tier);
  if (known === undefined) {
    known = new Map();
    sheets.set(tier, known);
  }
  const found = known.get(serviceTier) ?? { fromTokens: tier.fromTokens, picoUsdPerUnit: ratesAt(tier.picoUsdPerUnit, serviceTier) };
  known.set(serviceTier, found);
  return found;
}

const isTiered = (meter: PriceMeter): meter is (typeof tieredMeters)[number] => tieredMeters.some((one) => one === meter);

/** The meter that counts in a service tier what a standard one counts. */
export const meterServed = (meter: PriceMeter, tier: ServiceTier | undefined): PriceMeter =>
  tier === undefined || tier === 'standard' || tier === 'other' || !isTiered(meter) ? meter : `${tier}_${meter}`;

/** Whether the tokens of a call that is served so have a price, whatever its size. */
export const hasServiceTier = ({ tiers }: ModelPrice, serviceTier: ServiceTier): boolean =>
  tiers.every((tier) => {
    const { input, output } = atServiceTier(tier, serviceTier).picoUsdPerUnit;
    return input !== undefined && (output !== undefined || tier.picoUsdPerUnit.output === undefined);
  });

/** The dearest rate of each meter, whichever service tier it is in. */
export function dearestServed(rates: Rates): Rates {
  const found: Partial<Record<PriceMeter, bigint>> = { ...rates };
  for (const meter of tieredMeters) {
    for (const tier of pricedTiers) {
      const rate = rates[`${tier}_${meter}`];
      if (rate !== undefined && rate > (found[meter] ?? -1n)) found[meter] = rate;
    }
  }
  return found;
}
