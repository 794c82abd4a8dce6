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
  'request',
];

/** Pico-dollars a token are nano-dollars for a thousand tokens: for a million the price is exact in nano-dollars. */
const nanoForMillion = (picoUsd: bigint): bigint => picoUsd * 1000n;

/** A unit as people count it, and its price. */
const pricedUnit = (meter: PriceMeter, pico: bigint): TierResource['prices'][number] =>
  meter === 'request' ? { meter, unit: 'request', usd: nanoFromPico(pico) } : { meter, unit: 'million_tokens', usd: nanoForMillion(pico) };

/** Prices as people read them: dollars for a million tokens, or for a request. */
export function toPriceTiers({ tiers }: ModelPrice): TierResource[] {
  return tiers.map(({ fromTokens, picoUsdPerUnit }) => ({
    from_tokens: fromTokens,
    prices: order.flatMap((meter) => {
      const pico = picoUsdPerUnit[meter];
      return pico === undefined ? [] : [pricedUnit(meter, pico)];
    }),
  }));
}
