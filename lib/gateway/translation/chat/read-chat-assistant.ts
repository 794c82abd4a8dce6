import { asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { CallPart, Issuer, TextPart, ThoughtPart } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { reasoningFormats } from './reasoning-details.ts';

interface Pieces {
  readonly issuer: Issuer;
  text: string;
  signature: string;
  readonly isRedacted: boolean;
}

/** Signed thinking in `reasoning_details`; the pieces of one thought, as a stream told them, bear the index of their thought. */
function readDetails(message: FieldReader): readonly Pieces[] {
  const thoughts = new Map<unknown, Pieces>();
  for (const detail of message.objects('reasoning_details')) {
    const issuer = reasoningFormats.get(detail.text('format') ?? 'anthropic-claude-v1');
    const type = detail.requiredText('type');
    const isRedacted = type === 'reasoning.encrypted';
    if (issuer === undefined || (type !== 'reasoning.text' && !isRedacted)) continue;
    const key = `${issuer} ${isRedacted} ${detail.number('index') ?? detail.pointer}`;
    const thought = thoughts.get(key) ?? { issuer, text: '', signature: '', isRedacted };
    thought.text += detail.text('text') ?? '';
    thought.signature += (isRedacted ? detail.requiredText('data') : detail.text('signature')) ?? '';
    thoughts.set(key, thought);
  }
  return [...thoughts.values()];
}

/**
 * Thinking that a provider sealed. What bears no seal is left out: those who read it take back only their own, and a
 * model loses nothing it would have read. What Gemini encrypts is a mere signature.
 */
function readThoughts(message: FieldReader): readonly ThoughtPart[] {
  message.ignore('reasoning_content', 'reasoning');
  return readDetails(message)
    .filter(({ signature }) => signature !== '')
    .map(({ issuer, text, signature, isRedacted }) => ({
      kind: 'thought',
      text,
      seal: { issuer, data: signature },
      isRedacted: isRedacted && issuer !== 'gemini',
    }));
}

/** What the assistant said; a refusal is text like any other to the model that reads it. */
function readTexts(message: FieldReader): readonly TextPart[] {
  const texts = message.parts('content').map((part): TextPart => {
    const type = part.requiredText('type');
    if (type !== 'text' && type !== 'refusal') throw part.refuse('type', 'must be "text" or "refusal" here.');
    const read: TextPart = { kind: 'text', text: part.requiredText(type), cacheMark: part.take('cache_control') };
    part.close();
    return read;
  });
  const refusal = message.text('refusal') ?? '';
  return refusal === '' ? texts : [...texts, { kind: 'text', text: refusal }];
}

/** `extra_content.google.thought_signature`, where Google's OpenAI-compatible endpoint puts the signature of a call. */
function readSignature(call: FieldReader): string | undefined {
  const extra = call.object('extra_content');
  const google = extra?.object('google');
  const signature = google?.text('thought_signature');
  google?.close();
  extra?.close();
  return signature;
}

/** Arguments that a client sends back as JSON text; throws where it is not that of an object. */
export function readArguments(fields: FieldReader, name: string): unknown {
  const sent = fields.text(name) ?? '';
  const input = sent === '' ? {} : asRecord(parseExactJson(sent));
  if (input === undefined) throw fields.refuse(name, 'must be the text of a JSON object.');
  return input;
}

function readCall(call: FieldReader): CallPart {
  if ((call.text('type') ?? 'function') !== 'function') throw call.refuse('type', 'must be "function" for this model.');
  call.ignore('index');
  const called = call.requiredObject('function');
  const read: CallPart = {
    kind: 'call',
    input: readArguments(called, 'arguments'),
    id: call.requiredText('id'),
    name: called.requiredText('name'),
    seal: readSignature(call),
  };
  called.close();
  call.close();
  return read;
}

/** An assistant's message: thinking, text, tool calls, in the order in which models give them. `annotations` are for readers only. */
export function readChatAssistant(message: FieldReader): readonly (TextPart | ThoughtPart | CallPart)[] {
  message.ignore('annotations');
  return [...readThoughts(message), ...readTexts(message), ...message.objects('tool_calls').map(readCall)];
}
