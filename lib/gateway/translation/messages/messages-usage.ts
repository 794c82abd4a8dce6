import { asRecord } from '../../json/as-record.ts';
import type { Usage } from '../answer.ts';
import { countOf } from '../count-of.ts';

/** Anthropic's usage, whose `input_tokens` are the fresh ones alone. */
export function readMessagesUsage(raw: unknown): Usage {
  const usage = asRecord(raw);
  return {
    input: countOf(usage?.input_tokens),
    cacheRead: countOf(usage?.cache_read_input_tokens),
    cacheWrite: countOf(usage?.cache_creation_input_tokens),
    output: countOf(usage?.output_tokens),
    reasoning: countOf(asRecord(usage?.output_tokens_details)?.thinking_tokens),
  };
}

/** The other way about. */
export function writeMessagesUsage(usage: Usage): object {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: usage.output,
    output_tokens_details: { thinking_tokens: usage.reasoning },
  };
}
