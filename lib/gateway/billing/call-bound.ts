import { meterCost } from '#lib/catalog/price-call.ts';
import type { MediaUsage } from '#lib/core/token-usage.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { Bound, Target } from '../providers/provider.ts';
import type { ModelPrice, PriceMeter } from '../snapshot/snapshot.ts';
import type { HostedTools, ToolMeter } from './hosted-tools.ts';
import { priceToHold } from './price-to-hold.ts';

/** What of a request is charged by which meters, the first of them that has a price. */
const chargedMeters = [
  ['webSearches', ['web_search', 'request']],
  ['pictures', ['picture']],
  ['characters', ['character']],
  ['searchUnits', ['search_unit', 'request']],
] as const satisfies readonly (readonly [keyof MediaUsage, readonly PriceMeter[]])[];

/** The dearest rate of a meter in any step; what is booked where there is none. */
function rateOf({ tiers, ceiling }: ModelPrice, meters: readonly PriceMeter[]): bigint {
  for (const meter of meters) {
    let dearest: bigint | undefined;
    for (const { picoUsdPerUnit } of tiers) {
      const rate = picoUsdPerUnit[meter];
      if (rate !== undefined && (dearest === undefined || rate > dearest)) dearest = rate;
    }
    if (dearest !== undefined) return dearest;
  }
  return meters.map((meter) => ceiling?.[meter]).find((rate) => rate !== undefined) ?? 0n;
}

/** What one use of a tool is charged by; searches by the prompt where the model is. */
const toolMeters: Readonly<Record<Exclude<ToolMeter, 'other'>, readonly PriceMeter[]>> = {
  web_search: ['web_search', 'grounded_prompt', 'request'],
  map_search: ['map_search'],
  storage_search: ['storage_search'],
  code_session: ['code_session'],
  picture: ['picture'],
};

/** Whether a tool has a price with a model; those without a meter never have. */
export const hasToolPrice = ({ tiers }: ModelPrice, meter: ToolMeter): boolean =>
  meter !== 'other' && toolMeters[meter].some((one) => tiers.some(({ picoUsdPerUnit }) => picoUsdPerUnit[one] !== undefined));

function toolsCost({ uses }: HostedTools, price: ModelPrice): bigint {
  let nanoUsd = 0n;
  for (const [meter, meters] of Object.entries(toolMeters)) {
    const count = Object.entries(uses).find(([name]) => name === meter)?.[1] ?? 0;
    nanoUsd += meterCost(count, rateOf(price, meters));
  }
  return nanoUsd;
}

function chargedCost(charged: MediaUsage, price: ModelPrice): bigint {
  return chargedMeters.reduce((sum, [name, meters]) => sum + meterCost(charged[name] ?? 0, rateOf(price, meters)), 0n);
}

/** The most that a call can cost at a target: its tokens in the dearest service tier that may serve it, and the tools that run for it. */
export function callBound({ spoken, price }: Pick<Target, 'spoken' | 'price'>, ask: Ask): Bound {
  const bound = spoken.bound(ask, priceToHold(price, ask.serviceTier));
  const { hostedTools, charged } = ask;
  if (price === undefined || (hostedTools === undefined && charged === undefined)) return bound;
  const tools = hostedTools === undefined ? 0n : toolsCost(hostedTools, price);
  const isEstimate = hostedTools !== undefined && !hostedTools.isLimited;
  const nanoUsd = bound.nanoUsd + tools + (charged === undefined ? 0n : chargedCost(charged, price));
  return { ...bound, nanoUsd, ...(isEstimate ? { kind: 'estimate' as const } : {}) };
}
