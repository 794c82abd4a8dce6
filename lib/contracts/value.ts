import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { PeriodFigures, PreviousRange, RangeShown, rangeInput, rangeRule } from './analytics.ts';
import { ModelPerformance } from './model-ranking.ts';
import { defineOperation } from './operation.ts';

const perMonth = (what: string) =>
  z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta({ description: `${what} a month` });
const amount = usd.refine((nano) => nano >= 0n, { error: 'Must not be negative' });
const nothing = '0';
const version = z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 before the first' });

/** What savings are worth, as the organization says. Nothing is assumed: what is left out counts as nothing. */
export const RoiInputs = z.strictObject({
  hourly_rate_usd: amount.prefault(nothing).meta({ description: 'What an hour of a person costs' }),
  hours_saved_per_user: perMonth('Hours that one person who uses models saves'),
  users: z
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .nullable()
    .default(null)
    .meta({ description: 'People who use models; null takes those with calls in the range' }),
  reviews: perMonth('Reviews'),
  minutes_saved_per_review: z.number().min(0).max(10_000).default(0),
  cycle_days_saved: perMonth('Days that work is done earlier'),
  value_of_a_day_usd: amount.prefault(nothing),
  defects_avoided: perMonth('Defects that do not happen'),
  cost_of_a_defect_usd: amount.prefault(nothing),
  other_cost_per_month_usd: amount.prefault(nothing).meta({ description: 'Besides the calls: licences, people who run it' }),
  one_time_cost_usd: amount.prefault(nothing).meta({ description: 'What it took to begin: payback is counted against it' }),
});
export type RoiInputs = z.output<typeof RoiInputs>;

/** The return on what calls cost, over a range. */
export const Roi = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  inputs: RoiInputs.nullable().meta({ description: 'Null before they were set: then there is nothing to compute' }),
  version,
  measured: z.strictObject({ spend_usd: usd, users: z.number().int().min(0), months: z.number() }),
  formula: z.array(z.string()),
  result: z
    .strictObject({
      savings: z.strictObject({ time_usd: usd, review_usd: usd, cycle_usd: usd, quality_usd: usd, total_usd: usd }),
      cost_usd: usd.meta({ description: 'Calls of the range and other cost' }),
      net_benefit_usd: usd,
      roi_percent: z.number().nullable().meta({ description: 'Null without cost' }),
      payback_months: z.number().nullable().meta({ description: 'Null where no month brings a benefit' }),
    })
    .nullable(),
});
export type Roi = z.output<typeof Roi>;

/** What can have a target, and whether it should be reached or stayed below. */
export const kpiMetrics = {
  monthly_spend_usd: 'at_most',
  cost_per_request_usd: 'at_most',
  latency_p95_ms: 'at_most',
  success_rate: 'at_least',
  adoption_rate: 'at_least',
  satisfaction_rate: 'at_least',
} as const;
export type KpiMetric = keyof typeof kpiMetrics;

const metric = z.enum([
  'monthly_spend_usd',
  'cost_per_request_usd',
  'latency_p95_ms',
  'success_rate',
  'adoption_rate',
  'satisfaction_rate',
]);

/** One target against what is measured. */
export const Kpi = z.strictObject({
  metric,
  direction: z.enum(['at_most', 'at_least']),
  target: z.number().nullable(),
  actual: z.number().nullable().meta({ description: 'Dollars, milliseconds, or a share of 1; null where nothing was measured' }),
  previous: z.number().nullable(),
  state: z.enum(['met', 'missed', 'unknown']).meta({ description: 'Unknown without a target or a measurement' }),
  formula: z.string(),
});
export type Kpi = z.output<typeof Kpi>;

export const Kpis = z.strictObject({ range: RangeShown, previous_range: PreviousRange, version, data: z.array(Kpi) });
export type Kpis = z.output<typeof Kpis>;

const asked = z.strictObject(rangeInput).refine(rangeRule.holds, rangeRule.fault);

export const analyticsRoi = defineOperation({
  name: 'analytics.roi',
  summary: 'The return on what calls cost: savings by the organization’s own inputs, cost as measured',
  permission: 'analytics.read',
  scope: 'tenant',
  input: asked,
  output: Roi,
  examples: [{}, { range: '90d' }],
  http: { method: 'GET', path: '/analytics/roi' },
});

export const roiInputsSet = defineOperation({
  name: 'roi_inputs.set',
  summary: 'Set what savings are worth',
  permission: 'analytics.write',
  scope: 'tenant',
  input: RoiInputs,
  output: RoiInputs.extend({ version }),
  errors: ['precondition_failed'],
  examples: [{ hourly_rate_usd: '80', hours_saved_per_user: 4, one_time_cost_usd: '20000' }],
  http: { method: 'PUT', path: '/analytics/roi' },
});

export const analyticsKpis = defineOperation({
  name: 'analytics.kpis',
  summary: 'Targets against what is measured',
  permission: 'analytics.read',
  scope: 'tenant',
  input: asked,
  output: Kpis,
  examples: [{}, { range: '7d' }],
  http: { method: 'GET', path: '/analytics/kpis' },
});

export const kpiTargetsSet = defineOperation({
  name: 'kpi_targets.set',
  summary: 'Set the targets of all metrics; one that is left out has none',
  permission: 'analytics.write',
  scope: 'tenant',
  input: z.strictObject({
    targets: z
      .array(z.strictObject({ metric, target: z.number().min(0).max(1e12) }))
      .max(metric.options.length)
      .refine((all) => new Set(all.map((one) => one.metric)).size === all.length, 'Name each metric once'),
  }),
  output: z.strictObject({ targets: z.array(z.strictObject({ metric, target: z.number() })), version }),
  errors: ['precondition_failed'],
  examples: [{ targets: [{ metric: 'success_rate', target: 0.99 }] }],
  http: { method: 'PUT', path: '/analytics/kpis' },
});

/** What a report to the management begins with. */
export const ExecutiveSummary = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  totals: PeriodFigures,
  previous_totals: PeriodFigures.nullable(),
  adoption: z.strictObject({ active: z.number().int(), people: z.number().int() }),
  roi: Roi.shape.result,
  kpis: z.array(Kpi),
  models: z.array(ModelPerformance).meta({ description: 'Those with something to do, the largest saving first' }),
});
export type ExecutiveSummary = z.output<typeof ExecutiveSummary>;

export const analyticsSummary = defineOperation({
  name: 'analytics.summary',
  summary: 'The range in one page: totals, adoption, return, targets, and what to do',
  permission: 'analytics.read',
  scope: 'tenant',
  input: asked,
  output: ExecutiveSummary,
  examples: [{}, { range: '90d' }],
  http: { method: 'GET', path: '/analytics/summary' },
});
