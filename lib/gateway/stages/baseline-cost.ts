import { type CallCost, priceCall } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { TokenUsage } from '#lib/core/token-usage.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { findTargets } from '../routing/find-targets.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** The model that the caller asked for, where rules of the tenant had another one asked. */
const displacedModel = ({ policies, transformed, thresholds }: GatewayCall): string | null =>
  policies?.redirectedFrom ?? transformed?.askedModel ?? thresholds?.downgradedFrom ?? null;

/** What the usage costs at the list price of a target; null without one: the dearest price of a list is no model's own. */
function costAt(usage: TokenUsage, { price }: RoutedTarget): NanoUsd | null {
  if (price === undefined || price.isCeiling) return null;
  const cost = priceCall(usage, price);
  return cost.state === 'priced' || cost.state === 'zero' ? cost.nanoUsd : null;
}

/**
 * What the same tokens would have cost without a choice: at the model that was asked for, where another one served; else
 * at the dearest of the targets in question. Undefined where that is what the call costs, and where it is not known. Another
 * model would have answered in other tokens, so it is an estimate. What the cache saves is `savedNanoUsd`, and not in it.
 * `lost`, what attempts without an answer may cost, was no choice between prices and is in both.
 */
export function baselineCost(
  call: GatewayCall,
  caller: Caller,
  { protocol, ask }: Asked,
  usage: TokenUsage,
  cost: CallCost,
  lost: NanoUsd,
): NanoUsd | undefined {
  const { choices, target } = call;
  const model = displacedModel(call);
  if ((model === null && (choices === null || choices.length < 2)) || target === null || call.isKept) return undefined;
  if (cost.state !== 'priced' && cost.state !== 'zero') return undefined;
  if (model !== null) {
    const [asked] = findTargets(call.runtime, caller.tenant, model, protocol.name, ask.streamed);
    const asAsked = asked === undefined ? null : costAt(usage, asked);
    return asAsked === null || asAsked === cost.nanoUsd ? undefined : asAsked + lost;
  }
  let dearest = cost.nanoUsd;
  for (const other of choices ?? []) {
    // Of one connection's models and of one model's connections many share a price.
    const nanoUsd = other.price === target.price ? null : costAt(usage, other);
    if (nanoUsd !== null && nanoUsd > dearest) dearest = nanoUsd;
  }
  return dearest === cost.nanoUsd ? undefined : dearest + lost;
}
