import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { PreviousRange, RangeShown, rangeInput, rangeRule } from './analytics.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** Kinds of work: by the endpoint that was called, and code by the task that the caller named. */
export const modalities = ['text', 'code', 'image', 'audio'] as const;
export type Modality = (typeof modalities)[number];

const count = z.number().int().min(0);
const score = z.number().min(0).max(100).nullable();

/** How a model did, and what to do with it. */
export const ModelPerformance = z.strictObject({
  model: z.string(),
  modality: z.enum(modalities).meta({ description: 'Of most of its calls; models are compared within it' }),
  requests: count,
  cost_usd: usd,
  tokens: count.meta({ description: 'In and out' }),
  success_rate: z.number().min(0).max(1).nullable().meta({ description: 'Succeeded among those and failed and interrupted ones' }),
  thumbs_up: count,
  thumbs_down: count,
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable().meta({ description: 'Within 2 %' }),
  first_token_p95_ms: z.number().nullable(),
  cost_efficiency: score.meta({ description: 'Lowest cost of a thousand tokens among compared models, in percent of this one’s' }),
  quality_score: score.meta({ description: '100 × success rate; from ten thumbs on the mean of that and the share of thumbs up' }),
  recommendation: z.enum(['increase', 'maintain', 'decrease', 'replace']),
  reason: z.string(),
  alternative: z.string().nullable(),
  saving_usd: usd.meta({ description: 'What the calls of the range would have cost less with the alternative' }),
});
export type ModelPerformance = z.output<typeof ModelPerformance>;

export const ModelRanking = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  data: z.array(ModelPerformance).meta({ description: 'The dearest first' }),
  thresholds: z.record(z.string(), z.number()).meta({ description: 'What decides about recommendations' }),
});
export type ModelRanking = z.output<typeof ModelRanking>;

export const analyticsModels = defineOperation({
  name: 'analytics.models',
  summary: 'Models by cost efficiency, quality and latency, with a recommendation each',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({ ...usageFilters, ...rangeInput }).refine(rangeRule.holds, rangeRule.fault),
  output: ModelRanking,
  examples: [{}, { range: 'custom', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', team_id: 'team_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/analytics/models' },
});
