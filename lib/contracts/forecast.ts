import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

const forecastDimensions = ['department', 'team', 'project', 'user', 'key', 'provider', 'model'] as const;
export type ForecastDimension = (typeof forecastDimensions)[number];

const value = z.number().min(0).meta({ description: 'Dollars, or calls' });
/** In eight of ten cases what comes should lie between `p10` and `p90`. */
const Range = z.strictObject({ p10: value, p50: value, p90: value });

export const Forecast = z.strictObject({
  metric: z.enum(['cost', 'requests']),
  time_zone: z.string(),
  as_of: instant,
  days_of_history: z.number().int().min(0).meta({ description: 'Complete days since the first call, 112 at most' }),
  history: z.array(z.strictObject({ at: instant, value })).meta({ description: 'Complete days' }),
  today: value.meta({ description: 'So far' }),
  forecast: z
    .array(Range.extend({ at: instant }))
    .meta({ description: 'Days from today on; today is the whole day. Empty while there is too little history' }),
  month_end: Range.extend({ at: instant, so_far: value }).nullable().meta({ description: 'Of the calendar month' }),
  horizon: Range.nullable().meta({ description: 'All days of the forecast together' }),
  trend: z.enum(['increasing', 'stable', 'decreasing']).nullable(),
  method: z.enum(['combination', 'seasonal_naive', 'mean']).nullable(),
  accuracy: z
    .strictObject({
      mase: z
        .number()
        .nullable()
        .meta({ description: 'Mean absolute scaled error on held-out days; below 1 is better than the same weekday a week before' }),
      naive_mase: z.number().nullable(),
      coverage: z.number().nullable().meta({ description: 'Share of held-out days that lay within p10 to p90; 0.8 is what it should be' }),
      tested_days: z.number().int().min(0),
    })
    .meta({ description: 'Measured on this history: forecasts made of the days before, compared with what came' }),
  groups: z
    .array(
      Range.extend({
        id: z.string().nullable(),
        name: z.string().nullable(),
        last: value.meta({ description: 'The same number of days before' }),
      }),
    )
    .meta({ description: 'By the dimension asked for: the ten largest, the next days together' }),
});
export type Forecast = z.output<typeof Forecast>;

export const forecastGet = defineOperation({
  name: 'forecast.get',
  summary: 'Forecast spend or calls of a scope, with ranges and measured accuracy; own ones for everybody',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({
    ...usageFilters,
    metric: z.enum(['cost', 'requests']).default('cost'),
    days: z.coerce.number().int().min(1).max(90).default(30).meta({ description: 'Horizon, today included' }),
    by: z.enum(forecastDimensions).optional(),
  }),
  output: Forecast,
  examples: [{}, { metric: 'requests', days: 7, by: 'team' }],
  http: { method: 'GET', path: '/forecast' },
});
