import type { ServiceTier, TokenUsage } from '#lib/core/token-usage.ts';
import type { AskedTier } from '../billing/tier-named.ts';
import type { Ask } from '../protocols/protocol.ts';

/**
 * The tier of an answer that names none. A provider that passes over a request for a cheaper one charges its standard price, so
 * only one that is documented to serve as asked, or not at all, is taken at its word.
 */
function tierUntold(asked: AskedTier | undefined, servesAskedTier: boolean): ServiceTier | undefined {
  if (asked === 'auto') return undefined;
  const mayBeCheaper = asked === 'flex' || asked === 'reserved';
  return mayBeCheaper && !servesAskedTier ? undefined : asked;
}

/**
 * A usage vector with what the request says of its price and the answer left out: the service tier and the geography that were
 * asked for, where none was told; what is charged by what was asked. What the provider told counts.
 */
export function chargedUsage(
  usage: TokenUsage,
  ask: Pick<Ask, 'serviceTier' | 'inferenceGeo' | 'charged'> | null,
  servesAskedTier: boolean,
): TokenUsage {
  const { serviceTier, inferenceGeo, charged } = ask ?? {};
  if (charged === undefined && serviceTier === undefined && inferenceGeo === undefined) return usage;
  const tier = usage.tier ?? tierUntold(serviceTier, servesAskedTier);
  const geo = usage.geo ?? (inferenceGeo === 'us' ? inferenceGeo : undefined);
  return {
    ...usage,
    ...(tier === undefined ? {} : { tier }),
    ...(geo === undefined ? {} : { geo }),
    ...(charged === undefined ? {} : { media: { ...charged, ...usage.media } }),
  };
}
