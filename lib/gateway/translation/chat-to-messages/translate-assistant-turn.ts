import { asRecord } from '../../json/as-record.ts';
import { parseExactJson } from '../../json/exact-json.ts';
import type { FieldReader } from '../field-reader.ts';
import { reasoningFormat } from '../reasoning-details.ts';
import { toolUseId } from './tool-use-id.ts';

type Block = Readonly<Record<string, unknown>>;

/** The pieces of one thought, as a stream told them, put together; each bears the index of its thought. */
function joinPieces(details: readonly FieldReader[]): readonly Block[] {
  const thoughts = new Map<unknown, { thinking: string; signature: string }>();
  const blocks: Block[] = [];
  for (const detail of details) {
    if ((detail.text('format') ?? reasoningFormat) !== reasoningFormat) continue;
    const type = detail.requiredText('type');
    if (type === 'reasoning.encrypted') blocks.push({ type: 'redacted_thinking', data: detail.requiredText('data') });
    if (type !== 'reasoning.text') continue;
    const index = detail.number('index') ?? detail.pointer;
    const thought = thoughts.get(index) ?? { type: 'thinking', thinking: '', signature: '' };
    thought.thinking += detail.text('text') ?? '';
    thought.signature += detail.text('signature') ?? '';
    if (!thoughts.has(index)) blocks.push(thought);
    thoughts.set(index, thought);
  }
  return blocks;
}

/**
 * Thinking that Anthropic signed, as it is carried in `reasoning_details`. What bears no signature or another
 * provider's is left out: Anthropic takes back only its own, and a model loses nothing it would have read.
 */
function thinkingBlocks(message: FieldReader): readonly Block[] {
  message.ignore('reasoning_content', 'reasoning');
  return joinPieces(message.objects('reasoning_details')).filter(({ signature }) => signature !== '');
}

/** What the assistant said; a refusal is text like any other to the model that reads it. */
function textBlocks(message: FieldReader): readonly Block[] {
  const texts = message.parts('content').map((part) => {
    const type = part.requiredText('type');
    if (type !== 'text' && type !== 'refusal') throw part.refuse('type', 'must be "text" or "refusal" here.');
    const block = { type: 'text', text: part.requiredText(type), cache_control: part.take('cache_control') };
    part.close();
    return block;
  });
  const refusal = { type: 'text', text: message.text('refusal') ?? '' };
  return [...texts, refusal].filter(({ text }) => text !== '');
}

function toolUse(call: FieldReader): Block {
  if ((call.text('type') ?? 'function') !== 'function') throw call.refuse('type', 'must be "function" for this model.');
  call.ignore('index');
  const called = call.requiredObject('function');
  const sent = called.text('arguments') ?? '';
  const input = sent === '' ? {} : asRecord(parseExactJson(sent));
  if (input === undefined) throw called.refuse('arguments', 'must be the text of a JSON object.');
  const block = { type: 'tool_use', id: toolUseId(call.requiredText('id')), name: called.requiredText('name'), input };
  called.close();
  call.close();
  return block;
}

/** The blocks of an assistant's message in the order in which Anthropic gives them: thinking, text, tool calls. `annotations` are for readers only. */
export function translateAssistantTurn(message: FieldReader): Block[] {
  message.ignore('annotations');
  return [...thinkingBlocks(message), ...textBlocks(message), ...message.objects('tool_calls').map(toolUse)];
}
