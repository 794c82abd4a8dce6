import { asRecord } from '../../json/as-record.ts';
import type { Usage } from '../answer.ts';
import { countOf } from '../count-of.ts';

/**
 * OpenAI's usage of a chat: there `prompt_tokens` counts what was read from and written to the cache in.
 * `cache_write_tokens` is the name that OpenRouter gave what OpenAI does not have.
 */
export function writeChatUsage(usage: Usage): object {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.output,
    total_tokens: prompt + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite, audio_tokens: usage.inputAudio },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: usage.outputAudio },
  };
}

const audioOf = (details: Readonly<Record<string, unknown>> | undefined): number | undefined =>
  typeof details?.audio_tokens === 'number' ? details.audio_tokens : undefined;

/** Reads the usage of a chat completion; DeepSeek reports its cache under a name of its own. */
export function readChatUsage(raw: unknown): Usage {
  const usage = asRecord(raw);
  const details = asRecord(usage?.prompt_tokens_details);
  const written = asRecord(usage?.completion_tokens_details);
  const cacheRead = countOf(details?.cached_tokens ?? usage?.prompt_cache_hit_tokens);
  const cacheWrite = countOf(details?.cache_write_tokens);
  return {
    input: Math.max(0, countOf(usage?.prompt_tokens) - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    output: countOf(usage?.completion_tokens),
    reasoning: countOf(written?.reasoning_tokens),
    inputAudio: audioOf(details),
    outputAudio: audioOf(written),
  };
}
