import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { tierTold } from '../../billing/tier-named.ts';
import { asRecord } from '../../json/as-record.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';

/** Cache writes by their time to live, where the whole is not given. */
function writesByLife(value: unknown): number | null {
  const writes = asRecord(value);
  const short = tokenCount(writes?.ephemeral_5m_input_tokens);
  const long = tokenCount(writes?.ephemeral_1h_input_tokens);
  return short === null && long === null ? null : (short ?? 0) + (long ?? 0);
}

/** Writes that live an hour and searches of the web have prices of their own; absent where there are none. */
function chargedApart(usage: Readonly<Record<string, unknown>>): Pick<TokenUsage, 'media'> {
  const cacheWriteLong = tokenCount(asRecord(usage.cache_creation)?.ephemeral_1h_input_tokens) ?? 0;
  const webSearches = tokenCount(asRecord(usage.server_tool_use)?.web_search_requests) ?? 0;
  return cacheWriteLong + webSearches === 0 ? {} : { media: { cacheWriteLong, webSearches } };
}

/** "Priority" is what Anthropic calls capacity that was bought; its faster mode is told as a speed. A tier that is the standard one goes untold. */
function servedTier(usage: Readonly<Record<string, unknown>>): Pick<TokenUsage, 'tier'> {
  const tier =
    usage.speed === 'fast' ? 'priority' : usage.service_tier === 'priority' ? 'reserved' : tierTold(usage.speed ?? usage.service_tier);
  return tier === undefined ? {} : { tier };
}

/** Older models, and those at other clouds, have no geography to tell. */
const servedGeo = ({ inference_geo: geo }: Readonly<Record<string, unknown>>): Pick<TokenUsage, 'geo'> =>
  geo === 'us' || geo === 'global' ? { geo } : {};

/**
 * Anthropic's usage object. Its `input_tokens` are the fresh ones alone: what was read from the cache and written to it
 * stands beside them.
 */
export function toAnthropicUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  return {
    input: tokenCount(usage.input_tokens),
    cacheRead: tokenCount(usage.cache_read_input_tokens),
    cacheWrite: tokenCount(usage.cache_creation_input_tokens) ?? writesByLife(usage.cache_creation),
    output: tokenCount(usage.output_tokens),
    reasoning: null,
    ...servedTier(usage),
    ...servedGeo(usage),
    ...chargedApart(usage),
  };
}
