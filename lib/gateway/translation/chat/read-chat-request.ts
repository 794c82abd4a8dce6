import type { Conversation, Effort, OutputFormat } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readChatTools } from './read-chat-tools.ts';
import { readChatTurns } from './read-chat-turns.ts';

const isOff = (value: unknown): boolean => value === false || value === 0;
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const isTextOnly = (value: unknown): boolean => Array.isArray(value) && value.every((modality) => modality === 'text');
const serviceTiers = new Map([
  ['auto', 'auto'],
  ['default', 'default'],
] as const);

/** Efforts as OpenAI names them. */
export const openAiEfforts: ReadonlyMap<string, Effort> = new Map(
  (['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const).map((effort) => [effort, effort]),
);

function readFormat(fields: FieldReader): OutputFormat | undefined {
  const format = fields.object('response_format');
  const type = format?.requiredText('type');
  if (format === undefined || type === 'text') return undefined;
  const at = format.at('type');
  if (type === 'json_object') return { kind: 'json', at };
  if (type !== 'json_schema') throw format.refuse('type', 'must be "json_schema", "json_object" or "text".');
  const named = format.requiredObject('json_schema');
  format.close();
  const read = { name: named.text('name'), strict: named.flag('strict'), description: named.text('description') };
  const schema = named.take('schema');
  named.close();
  if (typeof schema !== 'object' || schema === null) throw named.refuse('schema', 'is missing; it must be a JSON schema.');
  return { kind: 'schema', schema, ...read, at };
}

/** `safety_identifier` took the place of `user`; both name the person who asks. */
function readUser(fields: FieldReader): string | undefined {
  const user = fields.text('user');
  return fields.text('safety_identifier') ?? user;
}

/** A field that says nothing with its neutral value, with its place. */
function unlessOff(fields: FieldReader, name: string) {
  const said = fields.saidNumber(name);
  return said?.value === 0 ? undefined : said;
}

function readSampling(fields: FieldReader) {
  const choices = fields.saidNumber('n');
  const logprobs = fields.flag('logprobs');
  return {
    temperature: fields.saidNumber('temperature'),
    topP: fields.number('top_p'),
    // No field of OpenAI's, but chat clients of other providers send it under Anthropic's name.
    topK: fields.saidNumber('top_k'),
    seed: fields.saidNumber('seed'),
    presencePenalty: unlessOff(fields, 'presence_penalty'),
    frequencyPenalty: unlessOff(fields, 'frequency_penalty'),
    stop: fields.texts('stop'),
    choices: choices?.value === 1 ? undefined : choices,
    logprobs: logprobs === true ? fields.said('logprobs', logprobs) : undefined,
    topLogprobs: unlessOff(fields, 'top_logprobs'),
  };
}

/**
 * Passes over what does not touch the answer: `store` and `metadata` concern what OpenAI keeps of it, `prompt_cache_*`
 * and `prediction` only speed and price, `stream_options` are the gateway's own business on the way back. Refuses what
 * would touch it and no other protocol has, unless it is set to what models do anyway.
 */
function checkTheRest(fields: FieldReader): void {
  fields.ignore('store', 'metadata', 'prompt_cache_key', 'prompt_cache_retention', 'prediction', 'stream_options');
  fields.expectOnly('logit_bias', (value) => isEmpty(value) || isOff(value));
  fields.expectOnly('modalities', isTextOnly);
  fields.close();
}

/**
 * Reads a chat completion request (OpenAI's POST /chat/completions). What no other protocol can say is refused by its
 * JSON pointer, and so is every field that is not known here.
 */
export function readChatRequest(fields: FieldReader): Conversation {
  fields.ignore('model');
  const turns = readChatTurns(fields);
  const limits = [fields.number('max_completion_tokens'), fields.number('max_tokens')];
  const effort = fields.choice('reasoning_effort', openAiEfforts);
  const verbosity = fields.text('verbosity');
  const conversation = {
    turns,
    turnsAt: fields.at('messages'),
    ...readChatTools(fields),
    outputTokensMax: limits[0] ?? limits[1],
    reasoning: { effort: fields.said('reasoning_effort', effort), isShown: effort === undefined || effort === 'none' ? undefined : true },
    format: readFormat(fields),
    ...readSampling(fields),
    verbosity: verbosity === 'medium' ? undefined : fields.said('verbosity', verbosity),
    serviceTier: fields.said('service_tier', fields.choice('service_tier', serviceTiers)),
    user: readUser(fields),
    isStreamed: fields.flag('stream') === true,
  };
  checkTheRest(fields);
  return conversation;
}
