import { asRecord } from '../json/as-record.ts';

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

/**
 * Anthropic's usage as OpenAI's: there `prompt_tokens` counts what was read from and written to the cache in, here
 * `input_tokens` does not. `cache_write_tokens` is the name that OpenRouter gave what OpenAI does not have.
 */
export function toChatUsage(raw: unknown): object {
  const usage = asRecord(raw);
  const cached = count(usage?.cache_read_input_tokens);
  const written = count(usage?.cache_creation_input_tokens);
  const prompt = count(usage?.input_tokens) + cached + written;
  const completion = count(usage?.output_tokens);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    completion_tokens_details: { reasoning_tokens: count(asRecord(usage?.output_tokens_details)?.thinking_tokens) },
  };
}

/** OpenAI's usage as Anthropic's, the other way about; DeepSeek reports its cache under a name of its own. */
export function toMessagesUsage(raw: unknown): object {
  const usage = asRecord(raw);
  const details = asRecord(usage?.prompt_tokens_details);
  const cached = count(details?.cached_tokens ?? usage?.prompt_cache_hit_tokens);
  const written = count(details?.cache_write_tokens);
  return {
    input_tokens: Math.max(0, count(usage?.prompt_tokens) - cached - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
    output_tokens: count(usage?.completion_tokens),
    output_tokens_details: { thinking_tokens: count(asRecord(usage?.completion_tokens_details)?.reasoning_tokens) },
  };
}
