import { meterCost, rateOf } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { ModelPrice, PriceMeter, PriceTier } from '../../snapshot/snapshot.ts';

/** The dearest rate among some meters over the tiers that a call of at most so many input tokens can reach. */
function dearest(tiers: readonly PriceTier[], inputTokensMax: number, meters: readonly PriceMeter[]): bigint {
  let highest = 0n;
  for (const tier of tiers) {
    if (tier.fromTokens > inputTokensMax) continue;
    for (const meter of meters) {
      const rate = rateOf(tier, meter) ?? 0n;
      if (rate > highest) highest = rate;
    }
  }
  return highest;
}

/** The most that so many tokens can cost, whichever of the meters they turn out to be counted by. */
export function tokenCostMax({ tiers }: ModelPrice, inputTokens: number, outputTokens: number): NanoUsd {
  const inputCost = meterCost(
    inputTokens,
    dearest(tiers, inputTokens, [
      'input',
      'cache_read',
      'cache_write',
      'cache_write_1h',
      'input_audio',
      'cache_read_audio',
      'input_image',
      'cache_read_image',
    ]),
  );
  const outputCost = meterCost(outputTokens, dearest(tiers, inputTokens, ['output', 'output_reasoning', 'output_audio', 'output_image']));
  return inputCost + outputCost + meterCost(1, dearest(tiers, inputTokens, ['request']));
}
