import { readCarriedSeal } from '../carried-seal.ts';
import type { CallPart, MediaPart, ResultPart, TextPart, ThoughtPart, Turn } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readMessagesMedia } from './read-messages-media.ts';
import { readTexts } from './read-texts.ts';

/** Citations of what a document says can be had of Anthropic's models alone. */
function refuseCitations(block: FieldReader): void {
  const citations = block.object('citations');
  citations?.expectOnly('enabled', (value) => value === false);
  citations?.close();
}

function readContent(block: FieldReader, type: string, possible: string): TextPart | MediaPart {
  block.ignore('cache_control');
  if (type !== 'text' && type !== 'image' && type !== 'document') {
    throw block.refuse('type', `is "${type}", which this model cannot read; possible are ${possible}.`);
  }
  const part: TextPart | MediaPart = type === 'text' ? { kind: 'text', text: block.requiredText('text') } : readMessagesMedia(block, type);
  refuseCitations(block);
  block.close();
  return part;
}

function readResult(block: FieldReader): ResultPart {
  block.ignore('cache_control');
  const result: ResultPart = {
    kind: 'result',
    content: block.parts('content').map((part) => readContent(part, part.requiredText('type'), 'text, image and document')),
    hasFailed: block.flag('is_error') === true,
    callId: block.requiredText('tool_use_id'),
    at: block.at('tool_use_id'),
  };
  block.close();
  return result;
}

function readThought(block: FieldReader): ThoughtPart {
  const text = block.requiredText('thinking');
  const signature = block.text('signature') ?? '';
  if (signature === '') return { kind: 'thought', text, seal: null, isRedacted: false };
  const carried = readCarriedSeal(signature);
  return { kind: 'thought', text, ...(carried ?? { seal: { issuer: 'anthropic', data: signature }, isRedacted: false }) };
}

function readRedacted(block: FieldReader): ThoughtPart {
  const data = block.requiredText('data');
  return { kind: 'thought', text: '', ...(readCarriedSeal(data) ?? { seal: { issuer: 'anthropic', data }, isRedacted: true }) };
}

function readCall(block: FieldReader): CallPart {
  block.ignore('caller');
  return { kind: 'call', name: block.requiredText('name'), input: block.take('input') ?? {}, id: block.requiredText('id') };
}

type AssistantReader = (block: FieldReader) => TextPart | ThoughtPart | CallPart;

const assistantBlocks: ReadonlyMap<string, AssistantReader> = new Map<string, AssistantReader>([
  ['text', (block) => ({ kind: 'text', text: block.requiredText('text') })],
  ['thinking', readThought],
  ['redacted_thinking', readRedacted],
  ['tool_use', readCall],
]);

function readAssistantBlock(block: FieldReader): TextPart | ThoughtPart | CallPart {
  const type = block.requiredText('type');
  block.ignore('cache_control', 'citations');
  const read = assistantBlocks.get(type);
  if (read === undefined) throw block.refuse('type', `is "${type}", which this model cannot read.`);
  const part = read(block);
  block.close();
  return part;
}

function readUserBlock(block: FieldReader): TextPart | MediaPart | ResultPart {
  const type = block.requiredText('type');
  return type === 'tool_result' ? readResult(block) : readContent(block, type, 'text, image, document and tool_result');
}

/** One of Anthropic's turns. */
export function readMessagesTurn(turn: FieldReader): Turn {
  const role = turn.requiredText('role');
  let read: Turn;
  if (role === 'user') read = { role, parts: turn.parts('content').map(readUserBlock) };
  else if (role === 'assistant') read = { role, parts: turn.parts('content').map(readAssistantBlock) };
  else if (role === 'system') read = { role, parts: readTexts(turn, 'content') };
  else throw turn.refuse('role', `is "${role}"; possible are user and assistant.`);
  turn.close();
  return read;
}
