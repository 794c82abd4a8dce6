import type { Answer, AnswerCall, AnswerPart, Choice } from '../answer.ts';
import type { ThoughtPart } from '../conversation.ts';
import { writeFinishReason } from './chat-finish-reasons.ts';
import { writeChatLogprobs } from './chat-logprobs.ts';
import { writeChatUsage } from './chat-usage.ts';
import { encryptedDetail, type ReasoningDetail, textDetail } from './reasoning-details.ts';

/** Where Google's OpenAI-compatible endpoint puts the signature of a call, and its clients send it back. */
export const signatureOf = (seal: string | undefined): object | undefined =>
  seal === undefined ? undefined : { google: { thought_signature: seal } };

function writeCall({ id, name, arguments: sent, seal }: AnswerCall): object {
  return { id, type: 'function', function: { name, arguments: sent === '' ? '{}' : sent }, extra_content: signatureOf(seal) };
}

function writeDetails({ text, seal, isRedacted }: ThoughtPart, index: number): ReasoningDetail[] {
  if (seal === null) return [];
  if (isRedacted || seal.issuer === 'gemini') return [encryptedDetail(index, seal)];
  return [textDetail(index, seal.issuer, { text, signature: seal.data })];
}

const textsOf = (parts: readonly AnswerPart[], kind: 'text' | 'refusal'): string | null => {
  const texts = parts.flatMap((part) => (part.kind === kind ? [part.text] : []));
  return texts.length === 0 ? null : texts.join('');
};

function writeMessage(parts: readonly AnswerPart[]): object {
  const thoughts = parts.filter((part) => part.kind === 'thought');
  const read = thoughts.filter(({ isRedacted, seal, text }) => !isRedacted && (text !== '' || seal?.issuer !== 'gemini'));
  const details = thoughts.flatMap(writeDetails);
  const calls = parts.filter((part) => part.kind === 'call');
  return {
    role: 'assistant',
    content: textsOf(parts, 'text'),
    refusal: textsOf(parts, 'refusal'),
    reasoning_content: read.length === 0 ? undefined : read.map(({ text }) => text).join('\n'),
    reasoning_details: details.length === 0 ? undefined : details,
    tool_calls: calls.length === 0 ? undefined : calls.map(writeCall),
  };
}

const writeChoice = ({ index, parts, stop, logprobs }: Choice): object => ({
  index,
  message: writeMessage(parts),
  logprobs: logprobs === undefined ? null : writeChatLogprobs(logprobs),
  finish_reason: writeFinishReason(stop),
});

/** Writes a complete chat completion. `now` in milliseconds. */
export function writeChatCompletion({ id, model, choices, usage }: Answer, now: number): object {
  const created = Math.floor(now / 1000);
  return { id, object: 'chat.completion', created, model, choices: choices.map(writeChoice), usage: writeChatUsage(usage) };
}
