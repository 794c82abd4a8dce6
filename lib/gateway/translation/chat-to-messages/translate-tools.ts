import { FieldReader } from '../field-reader.ts';

/** Tools without parameters have this schema; Anthropic demands one. */
const noParameters = { type: 'object', properties: {} };

/** `tools` as Anthropic's; undefined where there are none. Only functions can be translated, not OpenAI's custom tools. */
export function translateTools(fields: FieldReader): readonly object[] | undefined {
  const tools = fields.objects('tools').map((tool) => {
    if (tool.requiredText('type') !== 'function') throw tool.refuse('type', 'must be "function" for this model.');
    const called = tool.requiredObject('function');
    const translated = {
      name: called.requiredText('name'),
      description: called.text('description'),
      input_schema: called.take('parameters') ?? noParameters,
      strict: called.flag('strict'),
      cache_control: tool.take('cache_control'),
    };
    called.close();
    tool.close();
    return translated;
  });
  return tools.length === 0 ? undefined : tools;
}

const choices = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['required', 'any'],
]);

function readChoice(fields: FieldReader): { readonly type: string; readonly name?: string } | undefined {
  const sent = fields.take('tool_choice');
  if (sent === undefined) return undefined;
  if (typeof sent === 'string') {
    const type = choices.get(sent);
    if (type === undefined) throw fields.refuse('tool_choice', 'must be "auto", "none", "required" or a function.');
    return { type };
  }
  const choice = new FieldReader(sent, fields.at('tool_choice'));
  if (choice.requiredText('type') !== 'function') throw choice.refuse('type', 'must be "function" for this model.');
  const named = choice.requiredObject('function');
  const name = named.requiredText('name');
  named.close();
  choice.close();
  return { type: 'tool', name };
}

/** `tool_choice` and `parallel_tool_calls` as Anthropic's one object. Without tools both say nothing, and Anthropic would refuse them. */
export function translateToolChoice(fields: FieldReader, hasTools: boolean): object | undefined {
  const choice = readChoice(fields);
  const isParallel = fields.flag('parallel_tool_calls');
  if (!hasTools) return undefined;
  if (isParallel !== false || choice?.type === 'none') return choice;
  return { ...(choice ?? { type: 'auto' }), disable_parallel_tool_use: true };
}
