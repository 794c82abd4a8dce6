import type { PriceTier as TierResource } from '#lib/contracts/catalog.ts';
import { nanoFromPico } from '#lib/core/money.ts';
import type { ModelPrice, PriceMeter } from './model-price.ts';

const order: readonly PriceMeter[] = [
  'input',
  'cache_read',
  'cache_write',
  'output',
  'input_audio',
  'cache_read_audio',
  'output_audio',
  'input_image',
  'output_image',
  'audio_hour',
  'input_audio_hour',
  'request',
];

/** Pico-dollars a token are nano-dollars for a thousand tokens: for a million the price is exact in nano-dollars. */
const nanoForMillion = (picoUsd: bigint): bigint => picoUsd * 1000n;

/** Meters that do not count tokens. */
const units: Readonly<Partial<Record<PriceMeter, 'request' | 'hour'>>> = {
  request: 'request',
  audio_hour: 'hour',
  input_audio_hour: 'hour',
};

/** A unit as people count it, and its price. */
function pricedUnit(meter: PriceMeter, pico: bigint): TierResource['prices'][number] {
  const unit = units[meter];
  return unit === undefined ? { meter, unit: 'million_tokens', usd: nanoForMillion(pico) } : { meter, unit, usd: nanoFromPico(pico) };
}

/** Prices as people read them: dollars for a million tokens, for a request, or for an hour of sound. */
export function toPriceTiers({ tiers }: ModelPrice): TierResource[] {
  return tiers.map(({ fromTokens, picoUsdPerUnit }) => ({
    from_tokens: fromTokens,
    prices: order.flatMap((meter) => {
      const pico = picoUsdPerUnit[meter];
      return pico === undefined ? [] : [pricedUnit(meter, pico)];
    }),
  }));
}
