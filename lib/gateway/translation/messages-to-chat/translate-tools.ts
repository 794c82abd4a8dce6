import type { FieldReader } from '../field-reader.ts';

/**
 * `tools` as functions; undefined where there are none. Tools with a type of their own run at Anthropic or are known to
 * its models only, and are refused. Dropped are marks of caching and of how arguments are streamed.
 */
export function translateTools(fields: FieldReader): readonly object[] | undefined {
  const tools = fields.objects('tools').map((tool) => {
    const type = tool.text('type') ?? 'custom';
    if (type !== 'custom') throw tool.refuse('type', `is "${type}", a tool that only Anthropic has; use "custom" tools with this model.`);
    tool.ignore('cache_control', 'eager_input_streaming');
    tool.expectOnly('defer_loading', (value) => value === false);
    const called = {
      name: tool.requiredText('name'),
      description: tool.text('description'),
      parameters: tool.take('input_schema'),
      strict: tool.flag('strict'),
    };
    tool.close();
    return { type: 'function', function: called };
  });
  return tools.length === 0 ? undefined : tools;
}

const choices = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['any', 'required'],
  ['tool', 'tool'],
]);

/** `tool_choice` as OpenAI's two fields. Without tools it says nothing, and OpenAI would refuse it. */
export function translateToolChoice(fields: FieldReader, hasTools: boolean): object {
  const choice = fields.object('tool_choice');
  if (choice === undefined) return {};
  const type = choice.choice('type', choices);
  if (type === undefined) throw choice.refuse('type', 'is missing.');
  const isSingle = choice.flag('disable_parallel_tool_use') === true;
  const toolChoice = type === 'tool' ? { type: 'function', function: { name: choice.requiredText('name') } } : type;
  choice.close();
  if (!hasTools) return {};
  return { tool_choice: toolChoice, parallel_tool_calls: isSingle ? false : undefined };
}
