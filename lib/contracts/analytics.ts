import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { timeZone } from './fields.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** `today` and `7d` to `90d` are whole local days up to now; `all` begins with the first call. */
export const ranges = ['today', '7d', '30d', '90d', 'all', 'custom'] as const;
export const buckets = ['hour', 'day'] as const;

/** Longest custom range in days, and longest range in hours that is split by the hour. */
export const customDaysMax = 1100;
export const hourBucketsMax = 31 * 24;

const count = z.number().int().min(0);

/** Sums over calls. */
export const UsageSums = z.strictObject({
  cost_usd: usd,
  requests: count,
  succeeded: count,
  failed: count,
  refused: count,
  cancelled: count,
  interrupted: count,
  input_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  output_tokens: count,
  reasoning_tokens: count.meta({ description: 'Contained in output_tokens' }),
});
export type UsageSums = z.output<typeof UsageSums>;

/** Sums of a period with what follows from them. */
export const PeriodFigures = UsageSums.extend({
  error_rate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({ description: 'Failed and interrupted calls among those that a provider was asked and the caller waited for; null for none' }),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable().meta({ description: 'Within 2 %; null where it cannot be told for these filters' }),
  first_token_p95_ms: z.number().nullable(),
  active_users: count,
  active_keys: count,
});
export type PeriodFigures = z.output<typeof PeriodFigures>;

export const SeriesPoint = z.strictObject({
  at: instant.meta({ description: 'Beginning of the bucket' }),
  cost_usd: usd,
  requests: count,
  failed: count,
  input_tokens: count,
  output_tokens: count,
});
export type SeriesPoint = z.output<typeof SeriesPoint>;

/** The largest shares of a period by cost, and the rest: together they are the total. */
export const TopList = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string().nullable().meta({ description: 'Id of the team, person or key, name of the model; null for calls without one' }),
      name: z.string().nullable(),
      cost_usd: usd,
      requests: count,
      previous_cost_usd: usd.nullable(),
    }),
  ),
  other: z.strictObject({ cost_usd: usd, requests: count, count: count.meta({ description: 'How many are in it' }) }),
});
export type TopList = z.output<typeof TopList>;

const period = z.strictObject({ from: instant, to: instant });

/** The range as it was understood. */
export const RangeShown = period.extend({
  time_zone: z.string(),
  bucket: z.enum(buckets),
  is_open: z.boolean().meta({ description: 'Ends now: the last bucket is not complete' }),
});

/** The range before, for comparison. */
export const PreviousRange = period
  .nullable()
  .meta({ description: 'As long as the range, just before it and ending at the same time of day' });

export const Overview = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  totals: PeriodFigures,
  previous_totals: PeriodFigures.nullable(),
  series: z.array(SeriesPoint),
  previous_series: z.array(SeriesPoint).nullable(),
  top: z.strictObject({ teams: TopList, models: TopList, users: TopList, keys: TopList }),
});
export type Overview = z.output<typeof Overview>;

/** How a question names its range. */
export const rangeInput = {
  range: z.enum(ranges).default('30d'),
  from: instant.optional().meta({ description: 'With the range custom' }),
  to: instant.optional().meta({ description: 'With the range custom' }),
  time_zone: timeZone.optional().meta({ description: 'Where days begin; the caller’s, else the organization’s' }),
  bucket: z.enum(buckets).optional().meta({ description: 'Hours up to two days, else days, unless said' }),
  compare: z.enum(['previous', 'none']).default('previous'),
};

/** What `rangeInput` says of a range as a whole. */
export const rangeRule = {
  holds: (input: { range: string; from?: Date | undefined; to?: Date | undefined }): boolean =>
    input.range !== 'custom' || (input.from !== undefined && input.to !== undefined && input.from < input.to),
  fault: { path: ['from'], error: 'A custom range needs from and to, in this order' },
};

export const analyticsOverview = defineOperation({
  name: 'analytics.overview',
  summary: 'Spend, requests, errors and latency of a range, compared and split; own ones for everybody',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z
    .strictObject({ ...usageFilters, ...rangeInput, top: z.coerce.number().int().min(1).max(50).default(8) })
    .refine(rangeRule.holds, rangeRule.fault),
  output: Overview,
  examples: [
    {},
    { range: '7d', time_zone: 'Europe/Berlin', bucket: 'day', top: 5 },
    { range: 'custom', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
  ],
  http: { method: 'GET', path: '/analytics/overview' },
});
