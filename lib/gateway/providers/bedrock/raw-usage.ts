import type { TokenUsage } from '#lib/usage/usage-event.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { toAnthropicUsage } from '../anthropic-family/to-usage.ts';
import { toOpenAiUsage } from '../openai-family/to-usage.ts';
import { noUsage } from '../shared/no-usage.ts';
import { tokenCount } from '../shared/token-count.ts';
import { toChatUsage } from './converse/to-chat.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What Bedrock adds to the last chunk of every stream of InvokeModelWithResponseStream. */
const metrics = 'amazon-bedrock-invocationMetrics';

/** Names under which models count outside a usage object: Meta's, and Amazon's Titan. */
const countFields = ['prompt_token_count', 'generation_token_count', 'inputTextTokenCount', 'totalOutputTextTokenCount'] as const;

/** Titan's text models count each of their results. */
function titanOutput(answer: Fields): number | null {
  const counts = asList(answer.results).flatMap((result) => tokenCount(asRecord(result)?.tokenCount) ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** What an answer or an event says of usage, in its model's own form; undefined where that is nothing. */
export function findRawUsage(said: unknown): Fields | undefined {
  const answer = asRecord(said);
  if (answer === undefined) return undefined;
  const stated = asRecord(answer.usage) ?? asRecord(asRecord(answer.metadata)?.usage) ?? asRecord(asRecord(answer.message)?.usage);
  if (stated !== undefined) return stated;
  const measured = asRecord(answer[metrics]);
  if (measured !== undefined) return measured;
  const counted = Object.fromEntries(countFields.flatMap((name) => (tokenCount(answer[name]) === null ? [] : [[name, answer[name]]])));
  if (Object.keys(counted).length === 0) return undefined;
  const output = answer.embedding === undefined ? titanOutput(answer) : 0;
  return output === null ? counted : { ...counted, totalOutputTextTokenCount: output };
}

/** The usage of whatever model answered, by the names of its fields: Converse's and Nova's, Anthropic's, OpenAI's, Meta's, Titan's, the runtime's own. */
export function toRawUsage(raw: unknown): TokenUsage {
  const usage = asRecord(raw);
  if (usage === undefined) return noUsage;
  if (usage.inputTokens !== undefined) return toOpenAiUsage(toChatUsage(usage));
  if (usage.input_tokens !== undefined || usage.output_tokens !== undefined) return toAnthropicUsage(usage);
  if (usage.prompt_tokens !== undefined) return toOpenAiUsage(usage);
  return {
    ...noUsage,
    input: tokenCount(usage.prompt_token_count) ?? tokenCount(usage.inputTextTokenCount) ?? tokenCount(usage.inputTokenCount),
    cacheRead: tokenCount(usage.cacheReadInputTokenCount),
    cacheWrite: tokenCount(usage.cacheWriteInputTokenCount),
    output: tokenCount(usage.generation_token_count) ?? tokenCount(usage.totalOutputTextTokenCount) ?? tokenCount(usage.outputTokenCount),
  };
}
