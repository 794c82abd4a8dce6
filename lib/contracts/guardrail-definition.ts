import { z } from 'zod';
import { line } from './fields.ts';
import { guardrailActionTypes, guardrailSides } from './guardrail-names.ts';

const termsMax = 200;
const term = line(100);
const terms = z.array(term).max(termsMax);

/** A subject that is not to be spoken of, by the words that tell it and those around them that make sure. */
const Topic = z.strictObject({
  name: line(80),
  terms: terms.min(1).meta({ description: 'Words and phrases; `invest*` stands for all that begin so' }),
  context: terms.default([]).meta({ description: 'One of them must stand within 300 characters; none: the terms say enough' }),
  except: terms.default([]).meta({ description: 'Where one of them stands near, the topic is another one' }),
  terms_min: z.number().int().min(1).max(10).default(1).meta({ description: 'So many different terms must be there' }),
});

/** What a guardrail looks for. */
export const GuardrailCheck = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('prompt_injection'),
      sensitivity: z.enum(['low', 'medium', 'high']).default('medium'),
      sources: z
        .array(z.enum(['user', 'tool']))
        .min(1)
        .max(2)
        .default(['user', 'tool'])
        .meta({ description: '`tool`: what tools and documents brought' }),
    }),
    z.strictObject({ type: z.literal('topics'), topics: z.array(Topic).min(1).max(50) }),
    z.strictObject({
      type: z.literal('terms'),
      deny: terms.default([]),
      deny_patterns: z
        .array(z.string().min(1).max(500))
        .max(10)
        .default([])
        .meta({ description: 'RE2, without look-around and back-references' }),
      allow: terms.default([]).meta({ description: 'One of them must be there; none: anything may be said' }),
    }),
    z.strictObject({ type: z.literal('length'), characters_max: z.number().int().min(1).max(10_000_000) }),
    z.strictObject({
      type: z.literal('output_schema'),
      schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema, as far as structured output knows it' }),
    }),
    z.strictObject({
      type: z.literal('webhook'),
      url: z.url({ protocol: /^https?$/, error: 'Must be an address that begins with https://' }).max(2_000),
      timeout_ms: z.number().int().min(100).max(5_000).default(1_000),
      on_failure: z
        .enum(['open', 'closed'])
        .meta({ description: 'What holds when it does not answer: `open` lets the call pass, `closed` refuses it' }),
    }),
  ])
  .meta({ id: 'GuardrailCheck' });
export type GuardrailCheck = z.output<typeof GuardrailCheck>;

/** What a version of a guardrail does. */
export const GuardrailDefinition = z
  .strictObject({
    side: z.enum(guardrailSides).meta({ description: 'What it reads: what is asked, what is answered, or both' }),
    check: GuardrailCheck,
    action: z
      .strictObject({
        type: z.enum(guardrailActionTypes),
        message: line(300).optional().meta({ description: 'For `block`: what the caller should do instead' }),
        route: line(200).optional().meta({ description: 'For `route`: a route or a model' }),
      })
      .default({ type: 'block' }),
  })
  .meta({ id: 'GuardrailDefinition' });
export type GuardrailDefinition = z.output<typeof GuardrailDefinition>;
