import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { mayChangeHeader } from './changeable-headers.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Rules of one organization, and changes of one rule, at most. */
export const transformationRulesMax = 100;
const changesMax = 20;
/** JSON of one value, at most. */
const valueCharactersMax = 16_384;

/** What decides who is asked and how the answer is sent is not a rule's to change; the model has a field of its own. */
const reserved = new Set(['model', 'stream', 'stream_options', 'streamOptions', 'messages', 'input', 'contents', 'prompt']);

/** The kinds of JSON that the APIs take for parameters they share; a rule with another kind would break every call. */
const kindsOf: Readonly<Record<string, readonly JsonKindName[]>> = {
  '/temperature': ['number'],
  '/top_p': ['number'],
  '/top_k': ['number'],
  '/seed': ['number'],
  '/n': ['number'],
  '/max_tokens': ['number'],
  '/max_completion_tokens': ['number'],
  '/max_output_tokens': ['number'],
  '/frequency_penalty': ['number'],
  '/presence_penalty': ['number'],
  '/stop': ['string', 'array'],
  '/stop_sequences': ['array'],
  '/system': ['string', 'array'],
  '/instructions': ['string'],
  '/tools': ['array'],
  '/tool_choice': ['string', 'object'],
  '/parallel_tool_calls': ['boolean'],
  '/response_format': ['object'],
  '/reasoning': ['object'],
  '/reasoning_effort': ['string'],
  '/service_tier': ['string'],
  '/store': ['boolean'],
  '/user': ['string'],
  '/metadata': ['object'],
  '/generationConfig': ['object'],
  '/generationConfig/temperature': ['number'],
  '/generationConfig/topP': ['number'],
  '/generationConfig/topK': ['number'],
  '/generationConfig/maxOutputTokens': ['number'],
};

type JsonKindName = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

function kindOf(value: unknown): JsonKindName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object';
}

/** An RFC 6901 pointer taken apart. */
export const pathOfPointer = (pointer: string): readonly string[] =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

const pointer = z
  .string()
  .max(200)
  .regex(/^(\/[A-Za-z_][A-Za-z0-9_-]{0,63}){1,8}$/, { error: 'Must be a JSON pointer of names, such as /generationConfig/temperature' })
  .refine((text) => !reserved.has(pathOfPointer(text)[0] ?? ''), { error: 'This part of a request is not a rule’s to change' })
  .meta({ description: 'RFC 6901 pointer into the request; names only, no places in lists', examples: ['/temperature'] });

const change = z
  .strictObject({
    pointer,
    value: z.json().refine((value) => JSON.stringify(value).length <= valueCharactersMax, { error: 'The value is too large' }),
  })
  .refine(({ pointer: at, value }) => kindsOf[at]?.includes(kindOf(value)) ?? true, {
    error: ({ input }) => `Must be of the kind that the APIs take here: ${kindsOf[Object(input).pointer]?.join(' or ')}`,
    path: ['value'],
  });

const headerName = z.string().toLowerCase().max(64).refine(mayChangeHeader, {
  error: 'A rule may change headers such as openai-beta, anthropic-beta, user-agent and x-… that are no credential',
});
const headerValue = z
  .string()
  .trim()
  .min(1)
  .max(512)
  .regex(/^[\x20-\x7e]+$/, { error: 'Must be plain characters' });

const modelPattern = line(200).meta({ description: 'A name of a model or route; `*` stands for any characters', examples: ['gpt-4*'] });

/** One rule: whom it is for, and what it does to their requests. */
export const Transformation = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'Lower-case letters, digits and dashes' })
      // It stands in the address of the page that makes rules.
      .refine((text) => text !== 'new', { error: 'This name is taken' })
      .meta({ description: 'Told in the answer’s header x-tollgate-transformed when the rule acted', examples: ['cap-support'] }),
    enabled: z.boolean().default(true),
    models: z.array(modelPattern).max(50).default([]).meta({ description: 'Asked-for models or routes it is for; empty is all' }),
    key_ids: z.array(publicId('key')).max(200).default([]).meta({ description: 'Virtual keys it is for; empty is all' }),
    team_ids: z.array(publicId('team')).max(200).default([]).meta({ description: 'Teams it is for; empty is all' }),
    protocols: z.array(line(60)).max(30).default([]).meta({ description: 'Such as openai.chat_completions; empty is all' }),
    model: line(200).nullable().default(null).meta({ description: 'The model asked in place of the one named' }),
    defaults: z.array(change).max(changesMax).default([]).meta({ description: 'Given where the caller gives none' }),
    forced: z.array(change).max(changesMax).default([]).meta({ description: 'Given whatever the caller gives' }),
    removed: z.array(pointer).max(changesMax).default([]).meta({ description: 'Taken away' }),
    output_tokens_max: z
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .nullable()
      .default(null)
      .meta({ description: 'Lowers the caller’s limit on the answer, or sets one' }),
    add_headers: z
      .array(z.strictObject({ name: headerName, value: headerValue }))
      .max(changesMax)
      .default([])
      .meta({ description: 'Sent to the provider' }),
    remove_headers: z.array(headerName).max(changesMax).default([]).meta({ description: 'Not sent to the provider' }),
  })
  .refine(
    (rule) =>
      rule.model !== null ||
      rule.output_tokens_max !== null ||
      [rule.defaults, rule.forced, rule.removed, rule.add_headers, rule.remove_headers].some((list) => list.length > 0),
    { error: 'The rule does nothing: give a model, a parameter, a limit or a header' },
  );
export type Transformation = z.output<typeof Transformation>;

const rules = z
  .array(Transformation)
  .max(transformationRulesMax)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, { error: 'Two rules have the same name' });

/** One version of the rules, in the order in which they apply. */
export const Transformations = z.strictObject({
  version: z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 until there are rules' }),
  created_at: instant.nullable(),
  created_by: z.strictObject({ id: publicId('user'), name: z.string().nullable() }).nullable(),
  rules,
});
export type Transformations = z.output<typeof Transformations>;

/** Former versions that are told. */
export const transformationVersionsMax = 20;

export const transformationList = defineOperation({
  name: 'transformation.list',
  summary: 'Get the rules that change requests on their way, and their former versions',
  permission: 'transformations.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Transformations.extend({ former: z.array(Transformations).max(transformationVersionsMax) }),
  examples: [{}],
  http: { method: 'GET', path: '/transformations' },
});

const example = { name: 'cap-support', models: ['gpt-4*'], output_tokens_max: 2000, defaults: [{ pointer: '/temperature', value: 0.2 }] };

export const transformationReplace = defineOperation({
  name: 'transformation.replace',
  summary: 'Replace the rules that change requests on their way; a former version is restored by sending it again',
  permission: 'transformations.write',
  scope: 'tenant',
  input: z.strictObject({ rules }),
  output: Transformations,
  errors: ['precondition_failed'],
  examples: [{ rules: [example] }, { rules: [{ name: 'old-name', models: ['gpt-3.5-turbo'], model: 'gpt-4o-mini' }] }],
  http: { method: 'PUT', path: '/transformations' },
  touches: ['transformations'],
});
