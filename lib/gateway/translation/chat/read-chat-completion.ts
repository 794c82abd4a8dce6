import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { Answer, AnswerCall, AnswerPart, Choice } from '../answer.ts';
import { textOf } from '../text-of.ts';
import { readFinishReason } from './chat-finish-reasons.ts';
import { readChatLogprobs } from './chat-logprobs.ts';
import { readChatUsage } from './chat-usage.ts';
import { reasoningOf } from './reasoning-of.ts';

type Fields = Readonly<Record<string, unknown>>;

function readCall(call: unknown): AnswerCall {
  const record = asRecord(call);
  const called = asRecord(record?.function);
  return { kind: 'call', id: textOf(record?.id), name: textOf(called?.name), arguments: textOf(called?.arguments) };
}

/** Thinking, text and calls, in this order. */
function partsOf(message: Fields): readonly AnswerPart[] {
  const parts: AnswerPart[] = [];
  const thinking = reasoningOf(message);
  const text = textOf(message.content);
  const refusal = textOf(message.refusal);
  if (thinking !== '') parts.push({ kind: 'thought', text: thinking, seal: null, isRedacted: false });
  if (text !== '') parts.push({ kind: 'text', text });
  if (refusal !== '') parts.push({ kind: 'refusal', text: refusal });
  return [...parts, ...asList(message.tool_calls).map(readCall)];
}

function readChoice(choice: Fields | undefined, at: number): Choice[] {
  const message = asRecord(choice?.message);
  if (choice === undefined || message === undefined) return [];
  const parts = partsOf(message);
  const said = { hasCalls: parts.some(({ kind }) => kind === 'call'), hasRefused: parts.some(({ kind }) => kind === 'refusal') };
  const index = typeof choice.index === 'number' ? choice.index : at;
  const stop = readFinishReason(textOf(choice.finish_reason), said);
  return [{ index, parts, stop, logprobs: readChatLogprobs(choice.logprobs) }];
}

/** Reads a complete chat completion. Throws AppError('provider_error') where it is none. */
export function readChatCompletion(body: Buffer): Answer {
  const completion = asRecord(parseExactJson(body.toString()));
  const [first, ...others] = asList(completion?.choices).map(asRecord).flatMap(readChoice);
  if (completion === undefined || first === undefined) {
    throw new AppError('provider_error', { detail: 'The provider’s answer has no message, so it is no chat completion.' });
  }
  return { id: completion.id, model: completion.model, choices: [first, ...others], usage: readChatUsage(completion.usage) };
}
