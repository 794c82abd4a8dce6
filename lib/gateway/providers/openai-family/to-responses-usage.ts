import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { withTier } from '../../billing/tier-named.ts';
import { toToolUsage } from '../../billing/to-tool-usage.ts';
import { asRecord } from '../../json/as-record.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';

/** The usage object of the Responses API, whose `input_tokens` include cached ones, as fresh and cached tokens apart. */
export function toResponsesUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const input = tokenCount(usage.input_tokens);
  const details = asRecord(usage.input_tokens_details);
  const cacheRead = tokenCount(details?.cached_tokens);
  const cacheWrite = tokenCount(details?.cache_write_tokens);
  const media = toToolUsage(usage);
  return {
    input: input === null ? null : Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    cacheRead,
    cacheWrite,
    output: tokenCount(usage.output_tokens),
    reasoning: tokenCount(asRecord(usage.output_tokens_details)?.reasoning_tokens),
    ...withTier(usage.service_tier),
    ...(media === undefined ? {} : { media }),
  };
}
