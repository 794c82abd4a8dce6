import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { asRecord } from '../../json/as-record.ts';

/** Token columns are int4; a larger number is a fault of the provider, not a count. */
const tokensMax = 2_147_483_647;

/** A count as reported, or null when there is none: absent and zero are different things. */
export function tokens(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= tokensMax ? value : null;
}

export const noUsage: TokenUsage = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };

/**
 * OpenAI's usage object, whose `prompt_tokens` include cached ones, as fresh and cached tokens apart. Also understands
 * the variants of its imitators: DeepSeek's `prompt_cache_hit_tokens`, OpenRouter's `cache_write_tokens`.
 */
export function toOpenAiUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const promptDetails = asRecord(usage.prompt_tokens_details);
  const completionDetails = asRecord(usage.completion_tokens_details);
  const prompt = tokens(usage.prompt_tokens);
  const cacheRead = tokens(promptDetails?.cached_tokens) ?? tokens(usage.prompt_cache_hit_tokens);
  const cacheWrite = tokens(promptDetails?.cache_write_tokens);
  return {
    input: prompt === null ? null : Math.max(0, prompt - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    cacheRead,
    cacheWrite,
    output: tokens(usage.completion_tokens),
    reasoning: tokens(completionDetails?.reasoning_tokens),
  };
}

/** Usage of calls that are free of charge, whatever is told of their tokens. */
export const toFreeUsage = (): TokenUsage => ({ ...noUsage, input: 0, output: 0 });

/** Usage of calls that produce no tokens (embeddings, rankings): what is not told of an output is known to be zero. */
export function toInputUsage(raw: unknown): TokenUsage {
  const usage = toOpenAiUsage(raw);
  return { ...usage, input: usage.input ?? tokens(asRecord(raw)?.total_tokens), output: usage.output ?? 0 };
}
