import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import { encryptedDetail, type ReasoningDetail, textDetail } from '../reasoning-details.ts';
import { toFinishReason } from '../stop-reasons.ts';
import { toChatUsage } from '../usage.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The blocks of an answer as a chat message. Blocks of kinds that a translated request cannot call forth are passed over. */
function toMessage(content: readonly unknown[]): object {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const details: ReasoningDetail[] = [];
  const calls: object[] = [];
  for (const block of content.map(asRecord)) {
    switch (block?.type) {
      case 'text':
        texts.push(textOf(block.text));
        break;
      case 'thinking': {
        const text = textOf(block.thinking);
        thoughts.push(text);
        details.push(textDetail(details.length, { text, signature: textOf(block.signature) }));
        break;
      }
      case 'redacted_thinking':
        details.push(encryptedDetail(details.length, textOf(block.data)));
        break;
      case 'tool_use':
        calls.push({ id: block.id, type: 'function', function: { name: block.name, arguments: JSON.stringify(block.input ?? {}) } });
        break;
    }
  }
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    refusal: null,
    reasoning_content: thoughts.length === 0 ? undefined : thoughts.join('\n'),
    reasoning_details: details.length === 0 ? undefined : details,
    tool_calls: calls.length === 0 ? undefined : calls,
  };
}

/** A complete answer of Anthropic's as a chat completion. `now` in milliseconds; throws AppError('provider_error') where it is no message. */
export function translateAnswer(body: Buffer, now: number): Buffer {
  const answer = asRecord(parseExactJson(body.toString()));
  if (answer === undefined || !Array.isArray(answer.content)) {
    throw new AppError('provider_error', { detail: 'The provider’s answer has no content, so it is no message.' });
  }
  const message = toMessage(asList(answer.content));
  const choice = { index: 0, message, logprobs: null, finish_reason: toFinishReason(textOf(answer.stop_reason)) };
  const completion = {
    id: answer.id,
    object: 'chat.completion',
    created: Math.floor(now / 1000),
    model: answer.model,
    choices: [choice],
    usage: toChatUsage(answer.usage),
  };
  return Buffer.from(JSON.stringify(completion));
}
