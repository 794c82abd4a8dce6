import type { FieldReader } from '../field-reader.ts';
import { toolUseId } from './tool-use-id.ts';
import { translateAssistantTurn } from './translate-assistant-turn.ts';
import { translateContentPart } from './translate-content-part.ts';

type Block = Readonly<Record<string, unknown>>;
interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

/** Text parts as blocks; Anthropic refuses empty ones, which say nothing. */
function textBlocks(message: FieldReader): Block[] {
  const blocks: Block[] = [];
  for (const part of message.parts('content')) {
    if (part.requiredText('type') !== 'text') throw part.refuse('type', 'must be "text" here.');
    const text = part.requiredText('text');
    if (text !== '') blocks.push({ type: 'text', text, cache_control: part.take('cache_control') });
    part.close();
  }
  return blocks;
}

function toolResult(message: FieldReader): Block {
  // Some SDKs repeat the tool's name here; the id says which call it answers.
  message.ignore('name');
  return { type: 'tool_result', tool_use_id: toolUseId(message.requiredText('tool_call_id')), content: textBlocks(message) };
}

/** The blocks of one message and whose turn they belong to. */
function translateMessage(message: FieldReader): Turn | { readonly role: 'system'; readonly content: Block[] } {
  const role = message.requiredText('role');
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textBlocks(message) };
    case 'user':
      return { role: 'user', content: message.parts('content').flatMap(translateContentPart) };
    case 'assistant':
      return { role: 'assistant', content: translateAssistantTurn(message) };
    case 'tool':
      return { role: 'user', content: [toolResult(message)] };
    default:
      throw message.refuse('role', `is "${role}"; possible are system, developer, user, assistant and tool.`);
  }
}

/**
 * The messages of a chat as Anthropic's turns, which alternate: what follows in the same role is one turn. System and
 * developer messages, wherever they stand, go to the top in their order, as Anthropic's own compatibility endpoint for
 * OpenAI's SDK does it.
 */
export function translateConversation(fields: FieldReader): { readonly system: Block[] | undefined; readonly messages: readonly Turn[] } {
  const system: Block[] = [];
  const turns: Turn[] = [];
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
