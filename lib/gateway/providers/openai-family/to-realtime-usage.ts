import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { asRecord } from '../../json/as-record.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';

/**
 * The usage of one response of a realtime session (API reference, `response.done`): text, sound and pictures apart, where
 * each kind includes what was cached of it.
 */
export function toRealtimeUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  const input = asRecord(usage.input_token_details);
  const output = asRecord(usage.output_token_details);
  const cached = asRecord(input?.cached_tokens_details);
  const inputTokens = tokenCount(usage.input_tokens);
  const cacheRead = tokenCount(input?.cached_tokens);
  const audioCacheRead = tokenCount(cached?.audio_tokens) ?? 0;
  const imageCacheRead = tokenCount(cached?.image_tokens) ?? 0;
  return {
    input: inputTokens === null ? null : Math.max(0, inputTokens - (cacheRead ?? 0)),
    cacheRead,
    cacheWrite: null,
    output: tokenCount(usage.output_tokens),
    reasoning: tokenCount(output?.reasoning_tokens),
    media: {
      audioInput: Math.max(0, (tokenCount(input?.audio_tokens) ?? 0) - audioCacheRead),
      imageInput: Math.max(0, (tokenCount(input?.image_tokens) ?? 0) - imageCacheRead),
      audioCacheRead,
      imageCacheRead,
      audioOutput: tokenCount(output?.audio_tokens) ?? 0,
    },
  };
}
