import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { meterCost, priceCall, tierFor } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { TrafficGroup } from './traffic.ts';

/**
 * What the calls of a group would cost at a price, from the very tokens that were recorded; undefined where a meter they used has
 * no price. Sums are rounded once and not call by call, which moves a call by half a nano-dollar a meter at most.
 */
export function priceGroup(group: Pick<TrafficGroup, 'tokens' | 'calls' | 'fromTokens'>, price: ModelPrice): NanoUsd | undefined {
  const tier = tierFor(price, group.fromTokens);
  if (tier === undefined || price.isCeiling === true) return undefined;
  const cost = priceCall(group.tokens, { ...price, tiers: [{ ...tier, fromTokens: 0 }] });
  if (cost.state === 'unpriced') return undefined;
  return cost.nanoUsd + meterCost(Math.max(0, group.calls - 1), tier.picoUsdPerUnit.request ?? 0n);
}
