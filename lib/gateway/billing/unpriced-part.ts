import { hasServiceTier } from '#lib/catalog/service-tier.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';
import { hasToolPrice } from './call-bound.ts';
import type { ToolMeter } from './hosted-tools.ts';

const toolWords: Readonly<Record<ToolMeter, string>> = {
  ...{ web_search: 'web search', map_search: 'map search', storage_search: 'file search', code_session: 'code execution' },
  ...{ picture: 'image generation', other: 'a tool of the provider' },
};

/** What a request asks for that a model has no price for, in words; null where all of it has one. */
export function unpricedPart({ serviceTier, hostedTools }: Pick<Ask, 'serviceTier' | 'hostedTools'>, price: ModelPrice): string | null {
  if (serviceTier !== undefined && serviceTier !== 'auto' && !hasServiceTier(price, serviceTier))
    return serviceTier === 'other' ? 'the service tier that was asked for' : `the service tier "${serviceTier}"`;
  if (hostedTools === undefined) return null;
  const meters: readonly ToolMeter[] = ['web_search', 'map_search', 'storage_search', 'code_session', 'picture', 'other'];
  const missing = meters.find((meter) => (hostedTools.uses[meter] ?? 0) > 0 && !hasToolPrice(price, meter));
  return missing === undefined ? null : toolWords[missing];
}
