import type { TokenUsage } from '#lib/core/token-usage.ts';
import type { Ask } from '../protocols/protocol.ts';

/**
 * A usage vector with what the request says of its price and the answer left out: the service tier that was asked for, where none
 * was told; what is charged by what was asked. What the provider told counts.
 */
export function chargedUsage(usage: TokenUsage, ask: Pick<Ask, 'serviceTier' | 'charged'> | null): TokenUsage {
  const { serviceTier, charged } = ask ?? {};
  if (charged === undefined && (serviceTier === undefined || usage.tier !== undefined)) return usage;
  const tier = usage.tier ?? (serviceTier === 'auto' ? undefined : serviceTier);
  return {
    ...usage,
    ...(tier === undefined ? {} : { tier }),
    ...(charged === undefined ? {} : { media: { ...charged, ...usage.media } }),
  };
}
