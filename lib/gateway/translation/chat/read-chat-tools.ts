import type { Conversation, ToolChoice } from '../conversation.ts';
import { FieldReader } from '../field-reader.ts';

function readTools(fields: FieldReader): Conversation['tools'] {
  return fields.objects('tools').map((tool) => {
    if (tool.requiredText('type') !== 'function') throw tool.refuse('type', 'must be "function" for this model.');
    const called = tool.requiredObject('function');
    const read = {
      name: called.requiredText('name'),
      description: called.text('description'),
      schema: called.take('parameters'),
      strict: called.flag('strict'),
      cacheMark: tool.take('cache_control'),
    };
    called.close();
    tool.close();
    return read;
  });
}

/** `tool_choice` where it is a word, in OpenAI's chat and its responses. */
export const choiceModes: ReadonlyMap<unknown, ToolChoice> = new Map<unknown, ToolChoice>([
  ['auto', { mode: 'auto', names: [] }],
  ['none', { mode: 'none', names: [] }],
  ['required', { mode: 'any', names: [] }],
]);

function readChoice(fields: FieldReader): ToolChoice | undefined {
  const sent = fields.take('tool_choice');
  if (sent === undefined) return undefined;
  if (typeof sent === 'string') {
    const choice = choiceModes.get(sent);
    if (choice === undefined) throw fields.refuse('tool_choice', 'must be "auto", "none", "required" or a function.');
    return choice;
  }
  const choice = new FieldReader(sent, fields.at('tool_choice'));
  if (choice.requiredText('type') !== 'function') throw choice.refuse('type', 'must be "function" for this model.');
  const named = choice.requiredObject('function');
  const name = named.requiredText('name');
  named.close();
  choice.close();
  return { mode: 'any', names: [name] };
}

/** The tools of a chat and how they may be called. Only functions can be translated, not OpenAI's custom tools. */
export function readChatTools(fields: FieldReader): Pick<Conversation, 'tools' | 'toolChoice' | 'parallelCalls'> {
  return {
    tools: readTools(fields),
    toolChoice: fields.said('tool_choice', readChoice(fields)),
    parallelCalls: fields.said('parallel_tool_calls', fields.flag('parallel_tool_calls')),
  };
}
