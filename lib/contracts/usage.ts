import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { servedTiers } from '#lib/core/token-usage.ts';
import { usd } from '#lib/core/usd.ts';
import { attemptFaults, routingReasons } from './attempt-faults.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput } from './page.ts';
import { dataClasses } from './route-names.ts';

export const callStatuses = ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] as const;

/** Something a call was made by, for or with; its name as it is now, null when it is gone. */
const named = <Kind extends 'department' | 'team' | 'user' | 'key' | 'connection' | 'route' | 'project' | 'environment'>(kind: Kind) =>
  z.strictObject({ id: publicId(kind), name: z.string().nullable() }).nullable();

/** What policies can come to together, the mildest first. */
export const policyOutcomes = ['allow', 'transform', 'require_approval', 'deny'] as const;

const tokens = z.number().int().nullable();

/** One metered call. */
export const UsageEvent = z.strictObject({
  id: publicId('request'),
  occurred_at: instant,
  status: z.enum(callStatuses),
  http_status: z.number().int(),
  error_code: z.string().nullable(),
  department: named('department'),
  team: named('team'),
  user: named('user'),
  key: named('key'),
  connection: named('connection'),
  provider: z.string().nullable(),
  model: z.string().nullable().meta({ description: 'The model that served the call' }),
  requested_model: z.string().nullable().meta({ description: 'The model the caller asked for' }),
  route: named('route').meta({ description: 'The route that chose the target; null where the caller named a model' }),
  route_version: z.number().int().nullable().meta({ description: 'The version of the route that decided; null where no route did' }),
  routed_via: z.string().nullable().meta({ description: 'The strategies of the route that led to the target, outermost first' }),
  routing_reasons: z.array(z.enum(routingReasons)).meta({
    description: 'What else led elsewhere than to the first target of the model asked for, in the order in which it happened',
  }),
  failed_attempts: z
    .array(
      z.strictObject({
        connection: named('connection'),
        provider: z.string(),
        model: z.string(),
        fault: z.enum(attemptFaults).meta({ description: 'What the attempt says about the request or the target' }),
        error_code: z.string().nullable(),
        http_status: z.number().int().nullable().meta({ description: 'The provider’s; null where it gave none' }),
        duration_ms: z.number().int().nullable().meta({ description: 'Null where the target was not asked' }),
        cost_usd: usd.nullable().meta({
          description:
            'What its provider may bill although nobody got its answer: a part of the cost of the call, beside that of its tokens. Null where it costs nothing, and for the attempt that the call itself is booked as',
        }),
      }),
    )
    .meta({ description: 'Attempts that gave no answer, or whose answer broke off, in the order in which they were made' }),
  project: named('project').meta({ description: 'Fixed by the key, or named with x-tollgate-project' }),
  environment: named('environment'),
  cost_centers: z
    .array(
      z.strictObject({
        id: publicId('costCenter'),
        code: z.string().nullable(),
        name: z.string().nullable(),
        percent: z.number(),
        cost_usd: usd,
      }),
    )
    .meta({ description: 'Who bears the cost, as it was decided when the call came; the parts sum to it. Empty where nobody is named' }),
  task_type: z.string().nullable().meta({ description: 'The kind of work, as the caller said with x-tollgate-task' }),
  protocol: z.string(),
  streamed: z.boolean(),
  input_tokens: tokens.meta({ description: 'Without those read from or written to a cache; null where none were reported' }),
  cache_read_tokens: tokens,
  cache_write_tokens: tokens,
  output_tokens: tokens.meta({ description: 'Those of reasoning included' }),
  reasoning_tokens: tokens,
  usage_source: z.enum(['provider', 'counted', 'presumed', 'none']),
  cost_usd: usd,
  corrected_usd: usd
    .nullable()
    .meta({ description: 'What it costs since it was re-rated; null where it was not. The cost it was booked at stays' }),
  cost_state: z.enum(['priced', 'zero', 'unpriced', 'not_billed']),
  service_tier: z
    .enum(servedTiers)
    .nullable()
    .meta({ description: 'How the provider served it, where that has prices of its own; null for the standard tier' }),
  inference_geo: z
    .enum(['us'])
    .nullable()
    .meta({ description: 'Where the model ran, where that has prices of its own; null where it ran anywhere' }),
  billed_units: z
    .record(z.string(), z.number())
    .meta({ description: 'What is charged beside or among the tokens, such as `web_searches`; empty for most calls' }),
  latency_ms: z.number().int(),
  first_token_ms: z.number().int().nullable(),
  attempts: z.number().int(),
  cache_state: z
    .enum(['hit', 'similar', 'miss', 'bypass', 'replay'])
    .nullable()
    .meta({ description: 'What the cache did; null where none was in play. `replay`: told again for the same Idempotency-Key' }),
  saved_usd: usd.meta({ description: 'What the answer would have cost had it not been there already' }),
  baseline_usd: usd.meta({
    description:
      'What the same tokens would have cost without a choice: at the model asked for where another one served, else at the dearest target in question; kept answers included',
  }),
  policy: z
    .strictObject({
      outcome: z.enum(policyOutcomes),
      policies: z.array(
        z.strictObject({
          id: publicId('policy'),
          name: z.string().nullable(),
          version: z.number().int(),
          mode: z.enum(['active', 'shadow']).meta({ description: 'A shadow changed nothing' }),
          actions: z.array(z.string()).meta({ description: 'What it does, or would do' }),
        }),
      ),
      guardrails: z.array(
        z.strictObject({
          id: publicId('guardrail'),
          name: z.string().nullable(),
          version: z.number().int(),
          mode: z.enum(['active', 'shadow']).meta({ description: 'A shadow changed nothing' }),
          side: z.enum(['input', 'output']),
          action: z.enum(['flag', 'redact', 'route', 'block']).meta({ description: 'What it did, or would have done' }),
          why: z.string().meta({ description: 'What it found' }),
          score: z.number().nullable(),
        }),
      ),
    })
    .nullable()
    .meta({ description: 'What policies and guardrails said; null where none was about the call' }),
  data: z
    .strictObject({
      class: z.enum(dataClasses),
      by: z.enum(['header', 'key', 'project', 'place', 'found']).meta({ description: 'What made it that class' }),
      action: z.enum(['none', 'logged', 'redacted', 'routed', 'blocked']),
      request: z.record(z.string(), z.number().int()).meta({ description: 'How often each kind of data was found in the request' }),
      answer: z.record(z.string(), z.number().int()).meta({ description: 'And in the answer, where answers are looked at' }),
    })
    .nullable()
    .meta({ description: 'How sensitive the call was; null where nobody said or found it' }),
});
export type UsageEvent = z.output<typeof UsageEvent>;

/** What a re-rating changed of a call. */
export const UsageCorrection = z.strictObject({
  rerate_id: publicId('rerate'),
  amount_usd: usd.meta({ description: 'New cost less former' }),
  reason: z.string(),
  booked_at: instant,
});
export type UsageCorrection = z.output<typeof UsageCorrection>;

/** How the cost of a call came about, meter by meter. */
export const PriceExplanation = z.strictObject({
  price_version_id: publicId('priceVersion').nullable().meta({ description: 'Null where the list does not know the model' }),
  price_override_id: publicId('priceOverride').nullable().meta({ description: 'The own terms it was charged by; null at list price' }),
  provider: z.string().meta({ description: 'As the price list names it' }),
  model: z.string().meta({ description: 'As the price list names it' }),
  from_tokens: z.number().int().meta({ description: 'The tier: it applies from this size of the input on' }),
  lines: z.array(
    z.strictObject({
      meter: z.string(),
      units: z.number().int(),
      usd_per_million_units: usd.nullable().meta({ description: 'Null where the list has no price for the meter' }),
      cost_usd: usd,
    }),
  ),
  sum_usd: usd,
});
export type PriceExplanation = z.output<typeof PriceExplanation>;

/** One call with everything that is known of it. */
export const UsageEventDetail = UsageEvent.extend({
  bound_usd: usd.meta({ description: 'The most it could cost, reserved before it was sent' }),
  overrun_usd: usd.meta({ description: 'What the real cost had above that' }),
  tags: z.record(z.string(), z.string()).nullable(),
  corrections: z.array(UsageCorrection).meta({ description: 'Oldest first' }),
  price: PriceExplanation.nullable().meta({ description: 'Null where no price applied' }),
  explanation: z.string().meta({ description: 'In a sentence: where tokens and cost come from' }),
});
export type UsageEventDetail = z.output<typeof UsageEventDetail>;

/** Which calls a question is about; departments and teams include what lies below them. */
export const usageFilters = {
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  user_id: publicId('user').optional(),
  key_id: publicId('key').optional(),
  connection_id: publicId('connection').optional(),
  project_id: publicId('project').optional(),
  environment_id: publicId('environment').optional(),
  provider: line(80).optional(),
  model: line(200).optional().meta({ description: 'The model that served the call' }),
};

const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const usageList = defineOperation({
  name: 'usage.list',
  summary: 'List calls, newest first; own ones for everybody',
  permission: 'usage.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    ...usageFilters,
    from: instant.optional(),
    to: instant.optional().meta({ description: 'Calls before this time' }),
    policy_id: publicId('policy').optional().meta({ description: 'Calls that this policy was about, its shadow included' }),
    guardrail_id: publicId('guardrail').optional().meta({ description: 'Calls that this guardrail objected to, its shadow included' }),
    policy_outcome: z
      .enum([...policyOutcomes, 'any'])
      .optional()
      .meta({ description: 'What policies said; `any`: some policy was about the call' }),
    status: z.enum(callStatuses).optional(),
    route_id: publicId('route').optional(),
    cost_center_id: publicId('costCenter').optional().meta({ description: 'Calls of which it bears a share' }),
    task_type: line(64).optional(),
    min_cost_usd: usd.optional().meta({ description: 'Calls that cost at least this' }),
  }),
  output: z.strictObject({
    data: z.array(UsageEvent),
    next_cursor: z.string().nullable().meta({ description: 'Null at the end; a page may hold fewer rows than asked for before that' }),
    searched_until: instant.nullable().meta({ description: 'How far back a page looked that stopped looking; null when it is complete' }),
  }),
  errors: ['invalid_cursor'],
  examples: [{}, { team_id: exampleTeamId, status: 'failed', from: '2026-01-01T00:00:00Z', min_cost_usd: '0.001', limit: 20 }],
  http: { method: 'GET', path: '/usage', hasTable: true },
});

export const usageGet = defineOperation({
  name: 'usage.get',
  summary: 'Get a call, with how its cost was computed',
  permission: 'usage.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({ request_id: publicId('request') }),
  output: UsageEventDetail,
  examples: [{ request_id: 'req_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/usage/{request_id}' },
});
