import { asRecord, parseJson } from '../../../json/as-record.ts';
import type { FieldReader } from '../../../translation/field-reader.ts';
import { type ContentBlock, contentBlocks, textBlocks } from './content-blocks.ts';

/** A turn of Converse, whose roles alternate. */
export interface ConverseMessage {
  readonly role: 'user' | 'assistant';
  readonly content: ContentBlock[];
}

/** The ids that AWS takes; one of another provider's is made one, the same for the call and its result. */
const toolUseId = (id: string): string => id.replace(/[^\w-]/g, '_').slice(0, 64);

function toolUse(call: FieldReader): ContentBlock {
  if ((call.text('type') ?? 'function') !== 'function') throw call.refuse('type', 'must be "function" for this model.');
  call.ignore('index');
  const called = call.requiredObject('function');
  const sent = called.text('arguments') ?? '';
  const input = sent === '' ? {} : asRecord(parseJson(sent));
  if (input === undefined) throw called.refuse('arguments', 'must be the text of a JSON object.');
  const block = { toolUse: { toolUseId: toolUseId(call.requiredText('id')), name: called.requiredText('name'), input } };
  called.close();
  call.close();
  return block;
}

/** What the assistant said and called. Its thinking bears no signature of AWS's and is left out; a model loses nothing it would have read. */
function assistantBlocks(message: FieldReader): ContentBlock[] {
  message.ignore('annotations', 'reasoning', 'reasoning_content', 'reasoning_details');
  const texts = textBlocks(message, ['text', 'refusal']);
  const refusal = message.text('refusal');
  return [...texts, ...(refusal === undefined || refusal === '' ? [] : [{ text: refusal }]), ...message.objects('tool_calls').map(toolUse)];
}

function toolResult(message: FieldReader): ContentBlock {
  const id = toolUseId(message.requiredText('tool_call_id'));
  const content = textBlocks(message);
  return { toolResult: { toolUseId: id, content: content.length === 0 ? [{ text: '(empty)' }] : content } };
}

function translateMessage(message: FieldReader): ConverseMessage | { readonly role: 'system'; readonly content: ContentBlock[] } {
  const role = message.requiredText('role');
  // Names tell OpenAI's models several users apart; Converse has no place for them.
  message.ignore('name');
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textBlocks(message) };
    case 'user':
      return { role: 'user', content: message.parts('content').flatMap(contentBlocks) };
    case 'assistant':
      return { role: 'assistant', content: assistantBlocks(message) };
    case 'tool':
      return { role: 'user', content: [toolResult(message)] };
    default:
      throw message.refuse('role', `is "${role}"; possible are system, developer, user, assistant and tool.`);
  }
}

/** The messages of a chat as the alternating turns of Converse; what follows in the same role is one turn, what the system says goes to the top. */
export function translateMessages(fields: FieldReader): {
  readonly system: ContentBlock[] | undefined;
  readonly messages: ConverseMessage[];
} {
  const system: ContentBlock[] = [];
  const turns: ConverseMessage[] = [];
  for (const message of fields.objects('messages')) {
    const { role, content } = translateMessage(message);
    message.close();
    const last = turns.at(-1);
    if (role === 'system') system.push(...content);
    else if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  const messages = turns.filter(({ content }) => content.length > 0);
  if (messages.length === 0) throw fields.refuse('messages', 'must hold at least one message that is no system message, with content.');
  return { system: system.length === 0 ? undefined : system, messages };
}
