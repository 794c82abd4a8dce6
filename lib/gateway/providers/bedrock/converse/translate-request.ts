import { asRecord, parseJson } from '../../../json/as-record.ts';
import { FieldReader } from '../../../translation/field-reader.ts';
import { closedSchema } from '../../../translation/messages/closed-schema.ts';
import { type ConverseMessage, translateMessages } from './translate-messages.ts';

/** Tools without parameters have this schema; AWS demands one. */
const noParameters = { type: 'object', properties: {} };

function readTools(fields: FieldReader): readonly object[] {
  return fields.objects('tools').map((tool) => {
    if (tool.requiredText('type') !== 'function') throw tool.refuse('type', 'must be "function" for this model.');
    const called = tool.requiredObject('function');
    const toolSpec = {
      name: called.requiredText('name'),
      description: called.text('description'),
      inputSchema: { json: called.take('parameters') ?? noParameters },
      strict: called.flag('strict') === true ? true : undefined,
    };
    called.close();
    tool.close();
    return { toolSpec };
  });
}

/** `tool_choice` as Converse has it; null for none at all. */
function readChoice(fields: FieldReader): object | null | undefined {
  const sent = fields.take('tool_choice');
  if (sent === undefined) return undefined;
  if (sent === 'none') return null;
  if (sent === 'auto') return { auto: {} };
  if (sent === 'required') return { any: {} };
  if (typeof sent === 'string') throw fields.refuse('tool_choice', 'must be "auto", "none", "required" or a function.');
  const choice = new FieldReader(sent, fields.at('tool_choice'));
  if (choice.requiredText('type') !== 'function') throw choice.refuse('type', 'must be "function" for this model.');
  const named = choice.requiredObject('function');
  const name = named.requiredText('name');
  named.close();
  choice.close();
  return { tool: { name } };
}

const hasToolTurns = (messages: readonly ConverseMessage[]): boolean =>
  messages.some(({ content }) => content.some((block) => 'toolUse' in block || 'toolResult' in block));

/** Tools with their choice. Converse cannot forbid tools that it is told of, so with `none` it is told of none. */
function readToolConfig(fields: FieldReader, messages: readonly ConverseMessage[]): object | undefined {
  const tools = readTools(fields);
  const toolChoice = readChoice(fields);
  // Converse has no word for one call at a time. Where one function is forced, what it is called with first is taken.
  const isForced = toolChoice !== undefined && toolChoice !== null && ('tool' in toolChoice || ('any' in toolChoice && tools.length === 1));
  fields.expectOnly('parallel_tool_calls', (value) => value === true || isForced || tools.length === 0);
  if (tools.length === 0) return undefined;
  if (toolChoice !== null) return { tools, toolChoice };
  if (hasToolTurns(messages)) throw fields.refuse('tool_choice', 'cannot be "none" for this model in a conversation with tool calls.');
  return undefined;
}

function readStop(fields: FieldReader): unknown {
  const stop = fields.take('stop');
  return typeof stop === 'string' ? [stop] : stop;
}

/** OpenAI's open models take their own field for it; Converse itself has none. */
function readReasoning(fields: FieldReader, model: string): object | undefined {
  if (!model.includes('openai.gpt-oss')) {
    fields.expectOnly('reasoning_effort', () => false);
    return undefined;
  }
  const effort = fields.text('reasoning_effort');
  return effort === undefined ? undefined : { reasoning_effort: effort };
}

/**
 * An answer by a schema (API_runtime_OutputFormat), which AWS takes as a text and with closed objects alone. JSON without
 * a schema has no counterpart; a model that follows no schema is refused by AWS.
 */
function readFormat(fields: FieldReader): object | undefined {
  const format = fields.object('response_format');
  if (format === undefined) return undefined;
  const type = format.requiredText('type');
  if (type !== 'text' && type !== 'json_schema') throw format.refuse('type', 'must be "text" or "json_schema" for this model.');
  const wanted = type === 'text' ? undefined : format.requiredObject('json_schema');
  format.close();
  if (wanted === undefined) return undefined;
  const schema = asRecord(wanted.take('schema'));
  if (schema === undefined) throw wanted.refuse('schema', 'must be an object.');
  const jsonSchema = {
    schema: JSON.stringify(wanted.flag('strict') === true ? schema : closedSchema(schema)),
    name: wanted.text('name'),
    description: wanted.text('description'),
  };
  wanted.close();
  return { textFormat: { type, structure: { jsonSchema } } };
}

const isOff = (value: unknown): boolean => value === false || value === 0;
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => modality === 'text');

/** Passes over what does not touch the answer, and refuses what would, unless it is set to what the model does anyway. */
function checkTheRest(fields: FieldReader): void {
  fields.ignore('store', 'metadata', 'prompt_cache_key', 'prompt_cache_retention', 'prediction', 'user', 'safety_identifier');
  // Streaming is asked for by the path, and usage comes in every stream.
  fields.ignore('stream', 'stream_options');
  fields.expectOnly('n', (value) => value === 1);
  fields.expectOnly('service_tier', (value) => value === 'auto' || value === 'default');
  fields.expectOnly('verbosity', (value) => value === 'medium');
  fields.expectOnly('modalities', isTextOnly);
  fields.expectOnly('logit_bias', isEmpty);
  for (const name of ['logprobs', 'top_logprobs', 'frequency_penalty', 'presence_penalty']) fields.expectOnly(name, isOff);
  fields.close();
}

/**
 * A chat completion request as one of Bedrock's Converse (API_runtime_Converse), which is the same for all its models.
 * Whatever cannot be said there is refused by its JSON pointer, so is every field that is not known here.
 */
export function translateRequest(body: Buffer, model: string): Buffer {
  const fields = new FieldReader(parseJson(body.toString()), '');
  fields.ignore('model');
  const { system, messages } = translateMessages(fields);
  const limits = [fields.number('max_completion_tokens'), fields.number('max_tokens')];
  const request = {
    messages,
    system,
    inferenceConfig: {
      maxTokens: limits[0] ?? limits[1],
      temperature: fields.number('temperature'),
      topP: fields.number('top_p'),
      stopSequences: readStop(fields),
    },
    toolConfig: readToolConfig(fields, messages),
    additionalModelRequestFields: readReasoning(fields, model),
    outputConfig: readFormat(fields),
  };
  checkTheRest(fields);
  return Buffer.from(JSON.stringify(request));
}
