import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { PeriodFigures, PreviousRange, RangeShown, rangeInput, rangeRule, SeriesPoint, TopList } from './analytics.ts';
import { budgetStates } from './budget-resource.ts';
import { modalities } from './model-ranking.ts';
import { defineOperation } from './operation.ts';
import { PlaceAnalytics } from './place-analytics.ts';
import { usageFilters } from './usage.ts';

/** What a dashboard is made of beside its totals; each can be left out. */
export const dashboardParts = ['costs', 'usage', 'performance', 'breakdown', 'compliance', 'budgets'] as const;
export type DashboardPart = (typeof dashboardParts)[number];

const count = z.number().int().min(0);
const share = z.number().min(0).max(1).nullable();

/** Sums of one kind of work. */
const workShare = z.strictObject({ requests: count, cost_usd: usd, input_tokens: count, output_tokens: count });

/** Where the money goes, what was saved, and where it leads. */
const DashboardCosts = z.strictObject({
  baseline_usd: usd.nullable().meta({ description: 'Spend and what caches saved: what the calls would have cost without them' }),
  cache_savings_usd: usd.nullable().meta({ description: 'Null where it cannot be told for these filters' }),
  cost_per_request_usd: usd.nullable(),
  cost_per_user_usd: usd.nullable().meta({ description: 'Spend ÷ people with calls' }),
  forecast: z
    .strictObject({ days: count, expected_usd: usd, low_usd: usd, high_usd: usd, method: z.string() })
    .nullable()
    .meta({ description: 'The next seven days, eight in ten times between low and high; null below 14 complete days' }),
  anomalies: z
    .array(z.strictObject({ at: instant, cost_usd: usd, expected_usd: usd, strength: z.number() }))
    .meta({ description: 'Complete buckets of the range that stand out from those before; strength in robust deviations' }),
});

const DashboardUsage = z.strictObject({
  peak_hours: z
    .array(z.array(count).length(24))
    .length(7)
    .nullable()
    .meta({ description: 'Requests by weekday from Monday and by hour, of the last 31 days of the range' }),
  modalities: z
    .record(z.enum(modalities), workShare)
    .nullable()
    .meta({ description: 'Kinds of work by the endpoint, code by the task that the caller named' }),
  task_types: z
    .array(workShare.extend({ task_type: z.string().nullable().meta({ description: 'Null for calls without one' }) }))
    .nullable()
    .meta({ description: 'Up to 20, the most requested first' }),
});

const DashboardPerformance = z.strictObject({
  success_rate: share,
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  first_token_p95_ms: z.number().nullable(),
  errors: z.array(z.strictObject({ code: z.string(), requests: count })).meta({
    description: 'What went wrong, up to 10 codes; of the last 31 days of the range for people, keys, connections and combinations',
  }),
});

export const Dashboard = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  totals: PeriodFigures,
  previous_totals: PeriodFigures.nullable(),
  series: z.array(SeriesPoint),
  costs: DashboardCosts.nullable(),
  usage: DashboardUsage.nullable(),
  performance: DashboardPerformance.nullable(),
  breakdown: z
    .strictObject({ departments: TopList, teams: TopList, projects: TopList, users: TopList, models: TopList, providers: TopList })
    .nullable(),
  compliance: PlaceAnalytics.shape.compliance,
  budgets: z
    .record(z.enum(budgetStates), count)
    .nullable()
    .meta({ description: 'Active budgets of the organization by state; null for whoever does not see all of them' }),
});
export type Dashboard = z.output<typeof Dashboard>;

const include = z
  .string()
  .default(dashboardParts.join(','))
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(dashboardParts)).min(1).max(dashboardParts.length))
  .meta({ description: `Any of ${dashboardParts.join(', ')}, joined by commas; what is not named is null` });

export const analyticsDashboard = defineOperation({
  name: 'analytics.dashboard',
  summary: 'Everything about a range of any scope: costs, usage, performance, breakdowns, compliance, budgets',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z
    .strictObject({ ...usageFilters, ...rangeInput, include, top: z.coerce.number().int().min(1).max(50).default(8) })
    .refine(rangeRule.holds, rangeRule.fault),
  output: Dashboard,
  examples: [
    {},
    { range: '7d', include: 'costs,usage' },
    { range: 'custom', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', top: 3 },
  ],
  http: { method: 'GET', path: '/analytics/dashboard' },
});
