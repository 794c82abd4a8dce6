import type { PriceTier as TierResource } from '#lib/contracts/catalog.ts';
import { nanoFromPico } from '#lib/core/money.ts';
import { type ModelPrice, type PriceMeter, priceMeters } from './model-price.ts';

/** Pico-dollars a token are nano-dollars for a thousand tokens: for a million the price is exact in nano-dollars. */
const nanoForMillion = (picoUsd: bigint): bigint => picoUsd * 1000n;

type Unit = TierResource['prices'][number]['unit'];

/** Meters that do not count tokens. */
const units: Readonly<Partial<Record<PriceMeter, Exclude<Unit, 'million_tokens'>>>> = {
  request: 'request',
  web_search: 'search',
  grounded_prompt: 'request',
  map_search: 'search',
  storage_search: 'search',
  code_session: 'session',
  search_unit: 'search',
  picture: 'picture',
  character: 'character',
  audio_hour: 'hour',
  input_audio_hour: 'hour',
};

/** A unit as people count it, and its price. */
export function usdOfUnit(meter: PriceMeter, pico: bigint): TierResource['prices'][number] {
  const unit = units[meter];
  return unit === undefined ? { meter, unit: 'million_tokens', usd: nanoForMillion(pico) } : { meter, unit, usd: nanoFromPico(pico) };
}

/** A price as people write it, as pico-USD a unit; undefined where that is no whole number (finer than a millionth of a dollar for a million tokens). */
export function picoOfUnit(meter: PriceMeter, usd: bigint): bigint | undefined {
  if (units[meter] !== undefined) return usd * 1000n;
  return usd % 1000n === 0n ? usd / 1000n : undefined;
}

/** Prices as people read them: dollars for a million tokens, or for one of what the meter counts, such as a search or an hour of sound. */
export function toPriceTiers({ tiers }: ModelPrice): TierResource[] {
  return tiers.map(({ fromTokens, picoUsdPerUnit }) => ({
    from_tokens: fromTokens,
    prices: priceMeters.flatMap((meter) => {
      const pico = picoUsdPerUnit[meter];
      return pico === undefined ? [] : [usdOfUnit(meter, pico)];
    }),
  }));
}
