import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { withTier } from '../../billing/tier-named.ts';
import { toToolUsage, withMedia } from '../../billing/to-tool-usage.ts';
import { asRecord } from '../../json/as-record.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';

/**
 * OpenAI's usage object, whose `prompt_tokens` include cached ones, as fresh and cached tokens apart. Also understands
 * the variants of its imitators: DeepSeek's `prompt_cache_hit_tokens`, Moonshot's `cached_tokens`, OpenRouter's
 * `cache_write_tokens`, Perplexity's `citation_tokens`, `reasoning_tokens` and `num_search_queries`.
 */
export function toOpenAiUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const promptDetails = asRecord(usage.prompt_tokens_details);
  const completionDetails = asRecord(usage.completion_tokens_details);
  const audioInput = tokenCount(promptDetails?.audio_tokens) ?? 0;
  const audioOutput = tokenCount(completionDetails?.audio_tokens) ?? 0;
  const citations = tokenCount(usage.citation_tokens) ?? 0;
  const webSearches = tokenCount(usage.num_search_queries) ?? 0;
  const tools = toToolUsage(usage);
  const prompt = tokenCount(usage.prompt_tokens);
  const cacheRead =
    tokenCount(promptDetails?.cached_tokens) ?? tokenCount(usage.prompt_cache_hit_tokens) ?? tokenCount(usage.cached_tokens);
  const cacheWrite = tokenCount(promptDetails?.cache_write_tokens);
  const input = prompt === null ? null : Math.max(0, prompt - (cacheRead ?? 0) - (cacheWrite ?? 0));
  return {
    input,
    cacheRead,
    cacheWrite,
    output: tokenCount(usage.completion_tokens),
    reasoning: tokenCount(completionDetails?.reasoning_tokens) ?? tokenCount(usage.reasoning_tokens),
    ...withTier(usage.service_tier),
    // Sound that was cached is charged as what was cached.
    ...(audioInput + audioOutput + citations + webSearches === 0 && tools === undefined
      ? {}
      : withMedia({ audioInput: Math.min(audioInput, input ?? 0), audioOutput, citations, webSearches }, tools)),
  };
}

/** Usage of calls that are free of charge, whatever is told of their tokens. */
export const toFreeUsage = (): TokenUsage => ({ ...noUsage, input: 0, output: 0 });

/** Usage of calls that produce no tokens (embeddings, rankings): what is not told of an output is known to be zero. */
export function toInputUsage(raw: unknown): TokenUsage {
  const usage = toOpenAiUsage(raw);
  return { ...usage, input: usage.input ?? tokenCount(asRecord(raw)?.total_tokens), output: usage.output ?? 0 };
}

/** Usage of rankings: tokens where they are told, and searches as Cohere bills them (docs.cohere.com/reference/rerank, `meta.billed_units`). */
export function toRankingUsage(raw: unknown): TokenUsage {
  const searchUnits = tokenCount(asRecord(asRecord(asRecord(raw)?.meta)?.billed_units)?.search_units);
  const usage = toInputUsage(raw);
  return searchUnits === null ? usage : { ...usage, input: usage.input ?? 0, media: { ...usage.media, searchUnits } };
}
