import { openAiEfforts } from '../chat/read-chat-request.ts';
import { choiceModes } from '../chat/read-chat-tools.ts';
import type { Conversation, OutputFormat, Reasoning, ToolChoice, ToolDefinition } from '../conversation.ts';
import { FieldReader } from '../field-reader.ts';
import { readResponsesTurns } from './read-responses-turns.ts';

/** Tools other than functions run at OpenAI, or take free text that only its models write. */
function readTools(fields: FieldReader): readonly ToolDefinition[] {
  return fields.objects('tools').map((tool) => {
    const type = tool.requiredText('type');
    if (type !== 'function') throw tool.refuse('type', `is "${type}", a tool that only OpenAI has; use "function" tools with this model.`);
    const read = {
      name: tool.requiredText('name'),
      description: tool.text('description'),
      schema: tool.take('parameters'),
      strict: tool.flag('strict'),
    };
    tool.close();
    return read;
  });
}

/** The names in a list of tools that may be called. */
function readAllowed(choice: FieldReader): ToolChoice {
  const mode = choice.text('mode') === 'required' ? 'any' : 'auto';
  const names = choice.objects('tools').map((tool) => {
    if (tool.requiredText('type') !== 'function') throw tool.refuse('type', 'must be "function" for this model.');
    const name = tool.requiredText('name');
    tool.close();
    return name;
  });
  return { mode, names };
}

function readChoice(fields: FieldReader): ToolChoice | undefined {
  const sent = fields.take('tool_choice');
  if (sent === undefined) return undefined;
  const mode = choiceModes.get(sent);
  if (mode !== undefined) return mode;
  if (typeof sent === 'string') throw fields.refuse('tool_choice', 'must be "auto", "none", "required" or a function.');
  const choice = new FieldReader(sent, fields.at('tool_choice'));
  const type = choice.requiredText('type');
  if (type !== 'function' && type !== 'allowed_tools') throw choice.refuse('type', 'must be "function" or "allowed_tools" for this model.');
  const read: ToolChoice = type === 'function' ? { mode: 'any', names: [choice.requiredText('name')] } : readAllowed(choice);
  choice.close();
  return read;
}

function readFormat(text: FieldReader | undefined): OutputFormat | undefined {
  const format = text?.object('format');
  const type = format?.requiredText('type');
  if (format === undefined || type === undefined) return undefined;
  const at = format.at('type');
  const named = { name: format.text('name'), strict: format.flag('strict'), description: format.text('description') };
  const schema = format.take('schema');
  format.close();
  if (type === 'text') return undefined;
  if (type === 'json_object') return { kind: 'json', at };
  if (type !== 'json_schema') throw format.refuse('type', 'must be "json_schema", "json_object" or "text".');
  if (typeof schema !== 'object' || schema === null) throw format.refuse('schema', 'is missing; it must be a JSON schema.');
  return { kind: 'schema', schema, ...named, at };
}

/** A summary that is asked for is the thinking as far as the provider shows it. */
function readReasoning(fields: FieldReader): Reasoning {
  const reasoning = fields.object('reasoning');
  const effort = reasoning?.choice('effort', openAiEfforts);
  const summary = reasoning?.text('summary') ?? reasoning?.text('generate_summary');
  reasoning?.ignore('generate_summary');
  reasoning?.close();
  return { effort: reasoning?.said('effort', effort), isShown: summary === undefined ? undefined : true };
}

const isReasoningOnly = (value: unknown): boolean =>
  Array.isArray(value) && value.every((included) => included === 'reasoning.encrypted_content');

/**
 * Passes over what does not touch the answer: what OpenAI keeps of it and under which name, its cache, and how often its
 * own tools may be called, which are refused anyway. Thinking is always given back sealed, included or not.
 */
function checkTheRest(fields: FieldReader): void {
  fields.ignore('store', 'metadata', 'prompt_cache_key', 'prompt_cache_retention', 'stream_options', 'max_tool_calls');
  fields.expectOnly('background', (value) => value === false);
  fields.expectOnly('truncation', (value) => value === 'disabled');
  fields.expectOnly('include', isReasoningOnly);
  fields.expectOnly('top_logprobs', (value) => value === 0);
  fields.close();
}

const serviceTiers = new Map([
  ['auto', 'auto'],
  ['default', 'default'],
] as const);

/**
 * Reads a request of OpenAI's POST /responses. What no other protocol can say is refused by its JSON pointer, and so is
 * every field that is not known here: earlier responses and conversations, which only OpenAI keeps, and its own tools.
 */
export function readResponsesRequest(fields: FieldReader): Conversation {
  fields.ignore('model');
  const text = fields.object('text');
  const verbosity = text?.text('verbosity');
  const user = fields.text('user');
  const conversation = {
    turns: readResponsesTurns(fields),
    turnsAt: fields.at('input'),
    tools: readTools(fields),
    toolChoice: fields.said('tool_choice', readChoice(fields)),
    parallelCalls: fields.said('parallel_tool_calls', fields.flag('parallel_tool_calls')),
    outputTokensMax: fields.number('max_output_tokens'),
    reasoning: readReasoning(fields),
    format: readFormat(text),
    temperature: fields.saidNumber('temperature'),
    topP: fields.number('top_p'),
    verbosity: verbosity === 'medium' ? undefined : text?.said('verbosity', verbosity),
    serviceTier: fields.said('service_tier', fields.choice('service_tier', serviceTiers)),
    user: fields.text('safety_identifier') ?? user,
    isStreamed: fields.flag('stream') === true,
  };
  text?.close();
  checkTheRest(fields);
  return conversation;
}
