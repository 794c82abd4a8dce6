import type { Conversation, ToolChoice } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';

/**
 * Tools with a type of their own run at Anthropic or are known to its models only, and are refused. Passed over are marks
 * of caching and of how arguments are streamed.
 */
function readTools(fields: FieldReader): Conversation['tools'] {
  return fields.objects('tools').map((tool) => {
    const type = tool.text('type') ?? 'custom';
    if (type !== 'custom') throw tool.refuse('type', `is "${type}", a tool that only Anthropic has; use "custom" tools with this model.`);
    tool.ignore('cache_control', 'eager_input_streaming');
    tool.expectOnly('defer_loading', (value) => value === false);
    const read = {
      name: tool.requiredText('name'),
      description: tool.text('description'),
      schema: tool.take('input_schema'),
      strict: tool.flag('strict'),
    };
    tool.close();
    return read;
  });
}

const modes = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['any', 'any'],
  ['tool', 'tool'],
] as const);

/** The tools of a message and how they may be called. */
export function readMessagesTools(fields: FieldReader): Pick<Conversation, 'tools' | 'toolChoice' | 'parallelCalls'> {
  const tools = readTools(fields);
  const choice = fields.object('tool_choice');
  if (choice === undefined) return { tools };
  const mode = choice.choice('type', modes);
  if (mode === undefined) throw choice.refuse('type', 'is missing.');
  const isSingle = choice.flag('disable_parallel_tool_use') === true;
  const read: ToolChoice = mode === 'tool' ? { mode: 'any', names: [choice.requiredText('name')] } : { mode, names: [] };
  choice.close();
  return {
    tools,
    toolChoice: choice.said('type', read),
    parallelCalls: isSingle ? choice.said('disable_parallel_tool_use', false) : undefined,
  };
}
