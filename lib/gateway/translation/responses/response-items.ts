import type { AnswerCall } from '../answer.ts';
import { carrySeal } from '../carried-seal.ts';
import type { Seal } from '../conversation.ts';

type Status = 'in_progress' | 'completed' | 'incomplete';

/** A part of a message: what was said, or why nothing was. */
export const writeMessagePart = (kind: 'text' | 'refusal', text: string): object =>
  kind === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [], logprobs: [] };

/** A message of the assistant's. */
export const writeMessageItem = (id: string, status: Status, content: readonly object[]): object => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

/** Arguments are text here; a call without any has an empty object. */
export const writeCallItem = (id: string, status: Status, call: Pick<AnswerCall, 'id' | 'name' | 'arguments'>): object => ({
  id,
  type: 'function_call',
  status,
  call_id: call.id,
  name: call.name,
  arguments: status === 'in_progress' ? '' : call.arguments.trim() === '' ? '{}' : call.arguments,
});

/** Thinking as a summary; the seal goes where OpenAI has its own, from where clients send it back. */
export const writeReasoningItem = (id: string, text: string, seal: Seal | null, isRedacted: boolean): object => ({
  id,
  type: 'reasoning',
  summary: text === '' ? [] : [{ type: 'summary_text', text }],
  encrypted_content: seal === null || seal.data === '' ? undefined : carrySeal(seal, isRedacted),
});
