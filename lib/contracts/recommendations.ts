import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { recommendationKinds, recommendationStates } from './recommendation-names.ts';

const count = z.number().int().min(0);
const amount = (description: string) => usd.meta({ description });

const Measurement = z.strictObject({
  calls: count.meta({ description: 'Calls since it was applied that it is measured on' }),
  days: count.meta({ description: 'Days with such calls' }),
  actual_usd: amount('What they cost'),
  baseline_usd: amount('What the same calls would have cost as before'),
  saved_usd: amount('The difference; below zero where it costs more'),
  monthly: z
    .strictObject({ amount_usd: usd, low_usd: usd, high_usd: usd })
    .nullable()
    .meta({ description: 'A month at the pace so far, with its 95 % interval; null: not enough calls yet' }),
  measured_to: instant,
});

/** Something that would save money. */
export const Recommendation = z
  .strictObject({
    id: publicId('recommendation'),
    kind: z.enum(recommendationKinds),
    title: z.string(),
    summary: z.string(),
    risk: z.string().meta({ description: 'What may go wrong' }),
    amount_usd: amount('What it would save in 30 days; 0 where it is not about money'),
    low_usd: amount('Lower end of the interval'),
    high_usd: amount('Upper end of the interval'),
    priority: z.enum(['low', 'medium', 'high']).meta({ description: 'By the amount: high from $100 a month on, medium from $10' }),
    confidence: z.enum(['low', 'medium', 'high']),
    effort: z.enum(['low', 'medium', 'high']),
    evidence: z.array(z.strictObject({ label: z.string(), value: z.string(), href: z.string().nullable() })),
    state: z.enum(recommendationStates),
    can_apply: z.boolean().meta({ description: 'Whether there is one click for it; else people do it themselves' }),
    can_undo: z.boolean(),
    found_at: instant,
    seen_at: instant.meta({ description: 'When it was last found' }),
    decided_at: instant.nullable(),
    decided_by: publicId('user').nullable(),
    reason: z.string().meta({ description: 'Why it was dismissed' }),
    dismissed_until: instant.nullable(),
    applied_at: instant.nullable(),
    undone_at: instant.nullable(),
    measurement: Measurement.nullable().meta({ description: 'What it really saved; null before the first look after it was applied' }),
    version: versionNumber,
  })
  .meta({ id: 'Recommendation' });
export type Recommendation = z.output<typeof Recommendation>;

/** A recommendation with what one click would do. */
export const RecommendationWithSteps = Recommendation.extend({
  steps: z
    .array(
      z.strictObject({
        operation: z.string(),
        summary: z.string(),
        permission: z.string().nullable(),
        allowed: z.boolean().meta({ description: 'Whether you hold the permission' }),
        input: z.record(z.string(), z.unknown()).nullable().meta({ description: 'Null where you may not see it' }),
      }),
    )
    .meta({ description: 'The ordinary operations that applying it carries out with your own rights; empty where there are none' }),
  blocked: z.string().nullable().meta({ description: 'Why one click would not do now' }),
}).meta({ id: 'RecommendationWithSteps' });
export type RecommendationWithSteps = z.output<typeof RecommendationWithSteps>;

const Model = z.strictObject({ provider: line(60), model: line(200) });

/** What calls cost against what they would have cost. */
export const Savings = z
  .strictObject({
    baseline: Model.nullable().meta({ description: 'What calls to routes are compared with; null for none' }),
    minimum_usd: amount('Recommendations below this amount a month are not shown'),
    scanned_at: instant
      .nullable()
      .meta({ description: 'When usage was last looked through; null before the first time and while it is due' }),
    from: instant.nullable(),
    to: instant.nullable(),
    calls: count,
    compared_calls: count.meta({ description: 'Calls that have a baseline other than themselves' }),
    actual_usd: usd,
    baseline_usd: amount(
      'What the same calls would have cost with the model that was asked for, else with the baseline, and without kept answers',
    ),
    saved_usd: usd,
    by_cache_usd: amount('Part of it by answers that were kept'),
    by_model_usd: amount('Part of it by another model or provider; below zero where that cost more'),
    days: z.array(z.strictObject({ day: z.string(), actual_usd: usd, baseline_usd: usd })),
    open_usd: amount('What the open recommendations would save in 30 days; they may overlap'),
    predicted_usd: amount('What the applied ones promised, as far as they are measured'),
    realised_usd: amount('What those save in 30 days as measured'),
    version: z.number().int().min(0),
  })
  .meta({ id: 'Savings' });
export type Savings = z.output<typeof Savings>;

const recommendationId = publicId('recommendation');
const exampleId = 'rec_01jdnhwyg0e008000000000001';
const byId = z.strictObject({ recommendation_id: recommendationId });

export const recommendationList = defineOperation({
  name: 'recommendation.list',
  summary: 'List what would save money, the largest amount first unless sorted',
  permission: 'analytics.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...recommendationStates, 'all']).default('open'),
    kind: z.enum(recommendationKinds).optional(),
    sort: z.enum(['-amount', 'amount', '-found_at', 'found_at']).default('-amount'),
  }),
  output: pageOf(Recommendation),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'all', kind: 'enable_cache' }],
  http: { method: 'GET', path: '/recommendations' },
});

export const recommendationGet = defineOperation({
  name: 'recommendation.get',
  summary: 'Get a recommendation with what applying it would carry out',
  permission: 'analytics.read',
  scope: 'list',
  input: byId,
  output: RecommendationWithSteps,
  examples: [{ recommendation_id: exampleId }],
  http: { method: 'GET', path: '/recommendations/{recommendation_id}' },
});

const decision = { permission: 'analytics.write', scope: 'list' } as const;

export const recommendationApply = defineOperation({
  ...decision,
  name: 'recommendation.apply',
  summary: 'Apply a recommendation by the ordinary operations it shows, with your own rights; without any, note that people did it',
  input: byId,
  output: Recommendation,
  errors: ['conflict', 'precondition_failed', 'step_up_required'],
  examples: [{ recommendation_id: exampleId }],
  http: { method: 'POST', path: '/recommendations/{recommendation_id}/apply' },
});

export const recommendationUndo = defineOperation({
  ...decision,
  name: 'recommendation.undo',
  summary: 'Change back what applying a recommendation has changed, with your own rights',
  input: byId,
  output: Recommendation,
  errors: ['conflict', 'precondition_failed', 'step_up_required'],
  examples: [{ recommendation_id: exampleId }],
  http: { method: 'POST', path: '/recommendations/{recommendation_id}/undo' },
});

export const recommendationDismiss = defineOperation({
  ...decision,
  name: 'recommendation.dismiss',
  summary: 'Dismiss a recommendation with a reason, for good or until a day',
  input: z.strictObject({
    recommendation_id: recommendationId,
    reason: paragraph(500).min(1),
    until: instant.nullable().default(null).meta({ description: 'It is open again after this if it is still found' }),
  }),
  output: Recommendation,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ recommendation_id: exampleId, reason: 'The contract with the provider ends in March.' }],
  http: { method: 'POST', path: '/recommendations/{recommendation_id}/dismiss' },
});

export const recommendationReopen = defineOperation({
  ...decision,
  name: 'recommendation.reopen',
  summary: 'Open a recommendation again that was dismissed or undone',
  input: byId,
  output: Recommendation,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ recommendation_id: exampleId }],
  http: { method: 'POST', path: '/recommendations/{recommendation_id}/reopen' },
});

export const savingsGet = defineOperation({
  name: 'savings.get',
  summary: 'What calls cost against a baseline, and what recommendations promised against what they saved',
  permission: 'analytics.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Savings,
  examples: [{}],
  http: { method: 'GET', path: '/recommendations/savings' },
});

export const savingsUpdate = defineOperation({
  name: 'savings.update',
  summary: 'Set the baseline model and the least amount that is told; usage is looked through again within minutes',
  permission: 'analytics.write',
  scope: 'tenant',
  input: z.strictObject({
    baseline: Model.nullable().optional().meta({ description: 'Null for none' }),
    minimum_usd: usd.refine((nano) => nano >= 0n, { error: 'Must not be negative' }).optional(),
  }),
  output: Savings,
  errors: ['precondition_failed'],
  examples: [{ baseline: { provider: 'sandbox', model: 'sandbox-large' } }, { minimum_usd: '50' }],
  http: { method: 'PATCH', path: '/recommendations/savings' },
});
