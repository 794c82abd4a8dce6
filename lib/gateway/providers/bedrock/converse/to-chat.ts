import { asRecord } from '../../../json/as-record.ts';

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

/**
 * Converse's usage as OpenAI's, whose `prompt_tokens` count what was read from and written to the cache in;
 * undefined where none is told, which is not zero.
 */
export function toChatUsage(raw: unknown): object | undefined {
  const usage = asRecord(raw);
  if (usage === undefined) return undefined;
  const cached = count(usage.cacheReadInputTokens);
  const written = count(usage.cacheWriteInputTokens);
  const prompt = count(usage.inputTokens) + cached + written;
  const completion = count(usage.outputTokens);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
  };
}

const finishReasons: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['content_filtered', 'content_filter'],
  ['guardrail_intervened', 'content_filter'],
]);

/** Converse's `stopReason` as OpenAI's `finish_reason`; what is not known there, and a stop sequence, is a `stop`. */
export const toFinishReason = (stopReason: unknown): string => finishReasons.get(stopReason) ?? 'stop';
