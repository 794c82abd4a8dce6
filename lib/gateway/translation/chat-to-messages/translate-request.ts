import { parseExactJson } from '../../json/exact-json.ts';
import { FieldReader } from '../field-reader.ts';
import type { RequestGoal } from '../translation.ts';
import { translateConversation } from './translate-conversation.ts';
import { translateReasoning } from './translate-reasoning.ts';
import { translateToolChoice, translateTools } from './translate-tools.ts';

/** Anthropic demands `max_tokens`; where neither the caller nor the catalogue names a limit, this is it. In tokens. */
const outputTokensDefault = 4096;

const isOff = (value: unknown): boolean => value === false || value === 0;
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => modality === 'text');
const serviceTiers = new Map([
  ['auto', 'auto'],
  ['default', 'standard_only'],
]);

/** Anthropic's temperature ends at 1, OpenAI's at 2. */
function readTemperature(fields: FieldReader): number | undefined {
  const temperature = fields.number('temperature');
  if (temperature !== undefined && temperature > 1) throw fields.refuse('temperature', 'must be at most 1 for this model.');
  return temperature;
}

function readStop(fields: FieldReader): unknown {
  const stop = fields.take('stop');
  return typeof stop === 'string' ? [stop] : stop;
}

/**
 * `response_format` as Anthropic's structured output. The name of a schema is a label and goes; its description is
 * guidance and becomes the schema's own. JSON without a schema has no counterpart.
 */
function readFormat(fields: FieldReader): object | undefined {
  const format = fields.object('response_format');
  const type = format?.requiredText('type');
  if (format === undefined || type === 'text') return undefined;
  if (type !== 'json_schema') throw format.refuse('type', 'must be "json_schema" or "text" for this model.');
  const named = format.requiredObject('json_schema');
  format.close();
  named.ignore('name', 'strict');
  const description = named.text('description');
  const schema = named.take('schema');
  named.close();
  if (typeof schema !== 'object') throw named.refuse('schema', 'is missing; it must be a JSON schema.');
  return { type: 'json_schema', schema: description === undefined ? schema : { description, ...schema } };
}

/** `safety_identifier` took the place of `user`; both name the person who asks. */
function readMetadata(fields: FieldReader): object | undefined {
  const user = fields.text('user');
  const userId = fields.text('safety_identifier') ?? user;
  return userId === undefined ? undefined : { user_id: userId };
}

/**
 * Passes over what does not touch the answer: `store` and `metadata` concern what OpenAI keeps of it, `prompt_cache_*`
 * and `prediction` only speed and price, `stream_options` are the gateway's own business on the way back. Refuses what
 * would touch it, unless it is set to what the model does anyway.
 */
function checkTheRest(fields: FieldReader): void {
  fields.ignore('store', 'metadata', 'prompt_cache_key', 'prompt_cache_retention', 'prediction', 'stream_options');
  fields.expectOnly('n', (value) => value === 1);
  fields.expectOnly('logit_bias', isEmpty);
  fields.expectOnly('modalities', isTextOnly);
  fields.expectOnly('verbosity', (value) => value === 'medium');
  for (const name of ['logprobs', 'top_logprobs', 'frequency_penalty', 'presence_penalty']) fields.expectOnly(name, isOff);
  fields.close();
}

/**
 * A chat completion request (OpenAI's POST /chat/completions) as one of Anthropic's POST /messages. Whatever cannot be
 * said there is refused by its JSON pointer, so is every field that is not known here. `temperature` above 1, `seed`,
 * penalties, log probabilities, several choices, audio and `json_object` are such.
 */
export function translateRequest(body: Buffer, goal: RequestGoal): Buffer {
  const fields = new FieldReader(parseExactJson(body.toString()), '');
  fields.ignore('model');
  const { system, messages } = translateConversation(fields);
  const tools = translateTools(fields);
  const limits = [fields.number('max_completion_tokens'), fields.number('max_tokens')];
  const outputTokensMax = limits[0] ?? limits[1] ?? null;
  const defaultMax = goal.outputTokensMax ?? outputTokensDefault;
  const reasoning = translateReasoning(fields, goal.model, outputTokensMax, defaultMax);
  const format = readFormat(fields);
  const request = {
    model: goal.model,
    max_tokens: reasoning.maxTokens,
    system,
    messages,
    tools,
    tool_choice: translateToolChoice(fields, tools !== undefined),
    temperature: readTemperature(fields),
    top_p: fields.number('top_p'),
    // No field of OpenAI's, but chat clients of other providers send it under Anthropic's name.
    top_k: fields.number('top_k'),
    stop_sequences: readStop(fields),
    stream: fields.flag('stream'),
    thinking: reasoning.thinking,
    output_config: reasoning.effort === undefined && format === undefined ? undefined : { effort: reasoning.effort, format },
    metadata: readMetadata(fields),
    service_tier: fields.choice('service_tier', serviceTiers),
  };
  checkTheRest(fields);
  return Buffer.from(JSON.stringify(request));
}
