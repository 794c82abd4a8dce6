import type { FieldReader } from '../field-reader.ts';
import { joinedText } from './joined-text.ts';
import { translateUserBlock } from './translate-user-block.ts';

type Message = Readonly<Record<string, unknown>>;
type Part = Readonly<Record<string, unknown>>;

/**
 * A tool's result. The chat protocol has no mark for a tool that failed, so the text has to say it; and takes text
 * alone, so a picture in a result is refused.
 */
function toolMessage(block: FieldReader): Message {
  block.ignore('cache_control');
  const text = joinedText(block, 'content', '\n');
  const hasFailed = block.flag('is_error') === true && !/^error/i.test(text);
  const message = { role: 'tool', tool_call_id: block.requiredText('tool_use_id'), content: hasFailed ? `Error: ${text}` : text };
  block.close();
  return message;
}

/** One text is sent as such, because not every provider takes lists. */
function contentOf(parts: readonly Part[]): unknown {
  const [only] = parts;
  return parts.length === 1 && only?.type === 'text' ? only.text : parts;
}

/** Results come first, since the chat protocol wants them right after the calls; the rest is one message after them. */
function userMessages(turn: FieldReader): readonly Message[] {
  const results: Message[] = [];
  const parts: Part[] = [];
  for (const block of turn.parts('content')) {
    const type = block.requiredText('type');
    if (type === 'tool_result') results.push(toolMessage(block));
    else parts.push(translateUserBlock(block, type));
  }
  return parts.length === 0 ? results : [...results, { role: 'user', content: contentOf(parts) }];
}

/**
 * What the assistant said and called. Signed thinking is left out: only the model that signed it can read it. Thinking
 * without a signature was told by a provider of the chat protocol; some of them want it back between tool calls.
 */
function assistantMessage(turn: FieldReader): Message {
  const texts: string[] = [];
  const thoughts: string[] = [];
  const calls: object[] = [];
  for (const block of turn.parts('content')) {
    const type = block.requiredText('type');
    block.ignore('cache_control', 'citations');
    if (type === 'text') texts.push(block.requiredText('text'));
    else if (type === 'thinking') {
      const thought = block.requiredText('thinking');
      if ((block.text('signature') ?? '') === '') thoughts.push(thought);
    } else if (type === 'tool_use') {
      block.ignore('caller');
      const called = { name: block.requiredText('name'), arguments: JSON.stringify(block.take('input') ?? {}) };
      calls.push({ id: block.requiredText('id'), type: 'function', function: called });
    } else if (type === 'redacted_thinking') block.ignore('data');
    else throw block.refuse('type', `is "${type}", which this model cannot read.`);
    block.close();
  }
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.join(''),
    reasoning_content: thoughts.length === 0 ? undefined : thoughts.join('\n'),
    tool_calls: calls.length === 0 ? undefined : calls,
  };
}

/** One of Anthropic's turns as the messages of a chat that say the same. */
export function translateTurn(turn: FieldReader): readonly Message[] {
  const role = turn.requiredText('role');
  let messages: readonly Message[];
  if (role === 'user') messages = userMessages(turn);
  else if (role === 'assistant') messages = [assistantMessage(turn)];
  else if (role === 'system') messages = [{ role: 'system', content: joinedText(turn, 'content', '\n\n') }];
  else throw turn.refuse('role', `is "${role}"; possible are user and assistant.`);
  turn.close();
  return messages;
}
