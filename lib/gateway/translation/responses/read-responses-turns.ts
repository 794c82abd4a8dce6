import { readCarriedSeal } from '../carried-seal.ts';
import { readArguments } from '../chat/read-chat-assistant.ts';
import type { CallPart, MediaPart, ResultPart, TextPart, ThoughtPart, Turn } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readResponsesPart } from './read-responses-part.ts';

type AssistantPart = TextPart | ThoughtPart | CallPart;

function readText(part: FieldReader): TextPart {
  const type = part.requiredText('type');
  if (type !== 'input_text' && type !== 'output_text' && type !== 'text' && type !== 'refusal') {
    throw part.refuse('type', `is "${type}", but this model takes only text here.`);
  }
  part.ignore('annotations', 'logprobs');
  const text: TextPart = { kind: 'text', text: part.requiredText(type === 'refusal' ? 'refusal' : 'text') };
  part.close();
  return text;
}

/** A message; its `id`, `status` and `phase` are OpenAI's business. */
function readMessage(item: FieldReader): Turn {
  item.ignore('id', 'status', 'phase');
  const role = item.requiredText('role');
  const parts = item.parts('content');
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: parts.map(readText) };
    case 'user':
      return { role, parts: parts.map(readResponsesPart) };
    case 'assistant':
      return { role, parts: parts.map(readText) };
    default:
      throw item.refuse('role', `is "${role}"; possible are system, developer, user and assistant.`);
  }
}

function readCall(item: FieldReader): Turn {
  item.ignore('id', 'status');
  const call: CallPart = {
    kind: 'call',
    id: item.requiredText('call_id'),
    name: item.requiredText('name'),
    input: readArguments(item, 'arguments'),
  };
  return { role: 'assistant', parts: [call] };
}

function readResult(item: FieldReader): Turn {
  item.ignore('id', 'status');
  const content = item.parts('output').map((part): TextPart | MediaPart => readResponsesPart(part));
  const result: ResultPart = { kind: 'result', callId: item.requiredText('call_id'), content, hasFailed: false, at: item.at('call_id') };
  return { role: 'user', parts: [result] };
}

/** Thinking: what can be read of it, and the seal of who thought it. Without one it was told by a provider that seals nothing. */
function readReasoning(item: FieldReader): Turn {
  item.ignore('id', 'status');
  const texts = [...item.objects('summary'), ...item.objects('content')].map((part) => {
    part.ignore('type');
    const text = part.requiredText('text');
    part.close();
    return text;
  });
  const data = item.text('encrypted_content') ?? '';
  const sealed = data === '' ? null : (readCarriedSeal(data) ?? { seal: { issuer: 'openai', data } as const, isRedacted: false });
  const thought: ThoughtPart = { kind: 'thought', text: texts.join('\n\n'), ...(sealed ?? { seal: null, isRedacted: false }) };
  return { role: 'assistant', parts: [thought] };
}

const readers: ReadonlyMap<string, (item: FieldReader) => Turn> = new Map([
  ['message', readMessage],
  ['function_call', readCall],
  ['function_call_output', readResult],
  ['reasoning', readReasoning],
]);

/** What the assistant thought, said and called without being answered is one turn. */
function joined(turns: readonly Turn[]): readonly Turn[] {
  const result: Turn[] = [];
  let open: AssistantPart[] | null = null;
  for (const turn of turns) {
    if (turn.role === 'assistant' && open !== null) open.push(...turn.parts);
    else if (turn.role === 'assistant') {
      open = [...turn.parts];
      result.push({ role: 'assistant', parts: open });
    } else {
      open = null;
      result.push(turn);
    }
  }
  return result;
}

/** The instructions and the items of a request. Items of other kinds belong to tools and files that only OpenAI has. */
export function readResponsesTurns(fields: FieldReader): readonly Turn[] {
  const instructions = fields.text('instructions');
  const input = fields.take('input');
  const system: readonly Turn[] = instructions === undefined ? [] : [{ role: 'system', parts: [{ kind: 'text', text: instructions }] }];
  if (typeof input === 'string') return [...system, { role: 'user', parts: [{ kind: 'text', text: input }] }];
  const turns = fields.members('input', input).map((item) => {
    const type = item.text('type') ?? 'message';
    const read = readers.get(type);
    if (read === undefined)
      throw item.refuse('type', `is "${type}", which this model cannot read; possible are ${[...readers.keys()].join(', ')}.`);
    const turn = read(item);
    item.close();
    return turn;
  });
  return [...system, ...joined(turns)];
}
