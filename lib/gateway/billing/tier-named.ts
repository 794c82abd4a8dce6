import type { ServiceTier } from '#lib/core/token-usage.ts';

/** A tier as a request names it; `auto` leaves the choice to the provider or to the account's settings. */
export type AskedTier = ServiceTier | 'auto';

/**
 * Providers' names for service tiers: OpenAI's and Groq's `service_tier`, Google's `serviceTier` (with and without the prefix of
 * its enumeration) and Vertex AI's `trafficType`. A batch is charged by the batch, so its tier is the standard one here.
 */
const tiersByName: ReadonlyMap<string, AskedTier> = new Map([
  ...(['default', 'standard', 'standard_only', 'on_demand', 'batch', 'unspecified'] as const).map((name) => [name, 'standard'] as const),
  ...(['flex', 'on_demand_flex'] as const).map((name) => [name, 'flex'] as const),
  ...(['priority', 'fast', 'on_demand_priority'] as const).map((name) => [name, 'priority'] as const),
  ...(['scale', 'provisioned_throughput'] as const).map((name) => [name, 'reserved'] as const),
  ['auto', 'auto'],
]);

const enumPrefix = /^(?:service_tier|traffic_type)_/;

/** The tier behind a provider's name for it; `other` for a name that is none of those known, undefined for what is no name. */
export function tierNamed(name: unknown): AskedTier | undefined {
  if (typeof name !== 'string' || name === '') return undefined;
  return tiersByName.get(name.toLowerCase().replace(enumPrefix, '')) ?? 'other';
}

/** The tier that an answer names; `auto` is none. */
export function tierTold(name: unknown): ServiceTier | undefined {
  const tier = tierNamed(name);
  return tier === 'auto' ? undefined : tier;
}

/** The same as a part of a usage vector. */
export function withTier(name: unknown): { readonly tier?: ServiceTier } {
  const tier = tierTold(name);
  return tier === undefined ? {} : { tier };
}
