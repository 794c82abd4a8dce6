import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import { toStopReason } from '../stop-reasons.ts';
import { toMessagesUsage } from '../usage.ts';
import { reasoningOf } from './reasoning-of.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function toolUse(call: unknown): object {
  const record = asRecord(call);
  const called = asRecord(record?.function);
  const sent = textOf(called?.arguments);
  const input = sent === '' ? {} : asRecord(parseExactJson(sent));
  if (input === undefined)
    throw new AppError('provider_error', { detail: 'The model called a tool with arguments that are no JSON object.' });
  return { type: 'tool_use', id: textOf(record?.id), name: textOf(called?.name), input };
}

/** Thinking, text and calls as blocks, in this order. A refusal is text, as it is in Anthropic's answers. */
function toContent(message: Readonly<Record<string, unknown>>): object[] {
  const content: object[] = [];
  const thinking = reasoningOf(message);
  if (thinking !== '') content.push({ type: 'thinking', thinking, signature: '' });
  for (const text of [textOf(message.content), textOf(message.refusal)]) if (text !== '') content.push({ type: 'text', text });
  return content;
}

/** A complete chat completion as an answer of Anthropic's. Throws AppError('provider_error') where it is none. */
export function translateAnswer(body: Buffer): Buffer {
  const completion = asRecord(parseExactJson(body.toString()));
  const choice = asRecord(asList(completion?.choices)[0]);
  const message = asRecord(choice?.message);
  if (completion === undefined || choice === undefined || message === undefined) {
    throw new AppError('provider_error', { detail: 'The provider’s answer has no message, so it is no chat completion.' });
  }
  const calls = asList(message.tool_calls).map(toolUse);
  const hasRefused = textOf(message.refusal) !== '';
  const answer = {
    id: completion.id,
    type: 'message',
    role: 'assistant',
    model: completion.model,
    content: [...toContent(message), ...calls],
    stop_reason: hasRefused ? 'refusal' : toStopReason(textOf(choice.finish_reason), calls.length > 0),
    stop_sequence: null,
    usage: toMessagesUsage(completion.usage),
  };
  return Buffer.from(JSON.stringify(answer));
}
