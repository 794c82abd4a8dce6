import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { BudgetFigures, BudgetForecast, budgetPeriod, budgetStates, Threshold, thresholdActions } from './budget-resource.ts';
import { amount, budgetId, budgetPlace, calendarFields, hasItsScope, scopeFields, scopePlace } from './budgets.ts';
import { timeZone } from './fields.ts';
import { defineOperation } from './operation.ts';

const exampleId = 'bud_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

/** Closed periods a history answers, at most. */
export const historyPeriodsMax = 36;
/** Days that a simulation replays, at most, and calls it looks at. */
export const simulationDaysMax = 31;
export const simulationCallsMax = 200_000;

/** How a budget stands, with what follows from it. */
export const BudgetStatus = z.strictObject({
  budget_id: publicId('budget'),
  as_of: instant,
  state: z.enum(budgetStates),
  time_zone: z.string(),
  period: budgetPeriod.nullable(),
  next_reset_at: instant.nullable().meta({ description: 'Null for a fixed budget' }),
  figures: BudgetFigures.nullable(),
  in_doubt_usd: usd.meta({ description: 'Part of reserved that a silent process holds; only evidence returns it' }),
  refused_calls: z.number().int().min(0).meta({ description: 'Calls of its scope that a budget refused in the period' }),
  forecast: BudgetForecast.nullable(),
  thresholds: z.array(
    Threshold.extend({
      amount_usd: usd,
      crossed_at: instant.nullable().meta({ description: 'In this period' }),
      acting: z.array(z.enum(thresholdActions)).meta({ description: 'Those of its actions that act' }),
    }),
  ),
  refuses_from: instant
    .nullable()
    .meta({ description: 'With the enforcement grace, when calls are refused; null before the limit is reached' }),
  can_be_raised_by: z
    .array(z.strictObject({ user_id: publicId('user'), name: z.string(), role: z.string() }))
    .meta({ description: 'At most five, the nearest first' }),
});
export type BudgetStatus = z.output<typeof BudgetStatus>;

export const budgetStatus = defineOperation({
  name: 'budget.status',
  summary: 'How a budget stands: spent, reserved, free, forecast, thresholds, reset',
  permission: 'budgets.read',
  ownPermission: 'usage.own',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId }),
  output: BudgetStatus,
  examples: [{ budget_id: exampleId }],
  http: { method: 'GET', path: '/budgets/{budget_id}/status' },
});

/** What one period came to. */
export const BudgetHistoryPeriod = z.strictObject({
  ...budgetPeriod.shape,
  is_running: z.boolean(),
  limit_usd: usd.nullable().meta({ description: 'What calls could use of the limit; null before the budget existed' }),
  spent_usd: usd,
  overrun_usd: usd,
  requests: z.number().int().min(0),
  crossed_percent: z.array(z.number().int()).meta({ description: 'Thresholds crossed' }),
});
export type BudgetHistoryPeriod = z.output<typeof BudgetHistoryPeriod>;

export const budgetHistory = defineOperation({
  name: 'budget.history',
  summary: 'What the periods of a budget came to, the newest first',
  permission: 'budgets.read',
  ownPermission: 'usage.own',
  scope: budgetPlace,
  input: z.strictObject({
    budget_id: budgetId,
    periods: z.coerce.number().int().min(1).max(historyPeriodsMax).default(12).meta({ description: 'How many, the running one included' }),
  }),
  output: z.strictObject({ budget_id: publicId('budget'), data: z.array(BudgetHistoryPeriod) }),
  examples: [{ budget_id: exampleId }, { budget_id: exampleId, periods: 3 }],
  http: { method: 'GET', path: '/budgets/{budget_id}/history' },
});

/** A call that a limit would have refused. */
export const RefusedCall = z.strictObject({
  request_id: publicId('request'),
  occurred_at: instant,
  cost_usd: usd,
  team_name: z.string().nullable(),
  user_name: z.string().nullable(),
  model: z.string().nullable(),
});
export type RefusedCall = z.output<typeof RefusedCall>;

/** What a limit would have done to calls that were made. */
export const BudgetSimulation = z.strictObject({
  budget_id: publicId('budget'),
  limit_usd: usd,
  from: instant,
  to: instant,
  fits: z.boolean().meta({ description: 'No call would have been refused' }),
  calls: z.number().int().min(0),
  refused_calls: z.number().int().min(0),
  refused_usd: usd.meta({ description: 'What the refused calls did cost' }),
  periods: z.array(
    z.strictObject({
      ...budgetPeriod.shape,
      opening_usd: usd.meta({ description: 'Spent in the period before the replay begins' }),
      actual_usd: usd.meta({ description: 'Spent in the period, as it was' }),
      admitted_usd: usd.meta({ description: 'Spent in the period, had the limit been in force' }),
      calls: z.number().int().min(0),
      refused_calls: z.number().int().min(0),
      first_refused_at: instant.nullable().meta({ description: 'When the limit would have been reached' }),
    }),
  ),
  refused: z.array(RefusedCall).meta({ description: 'The first fifty' }),
  is_complete: z
    .boolean()
    .meta({ description: 'False when there were more calls than a simulation looks at; `to` then says how far it came' }),
  method: z.string(),
});
export type BudgetSimulation = z.output<typeof BudgetSimulation>;

export const budgetSimulate = defineOperation({
  name: 'budget.simulate',
  summary: 'Whether the calls of a past range would have fitted into a limit',
  permission: 'budgets.read',
  scope: budgetPlace,
  input: z
    .strictObject({
      budget_id: budgetId,
      limit_usd: amount.optional().meta({ description: 'The budget’s own unless said' }),
      from: instant.optional().meta({ description: 'Seven days before `to` unless said' }),
      to: instant.optional().meta({ description: 'Now unless said' }),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from < to, { path: ['from'], error: 'Must be before to' }),
  output: BudgetSimulation,
  examples: [
    { budget_id: exampleId },
    { budget_id: exampleId, limit_usd: '0.01', from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z' },
  ],
  http: { method: 'GET', path: '/budgets/{budget_id}/simulate' },
});

/** A limit that follows from what was spent. */
export const BudgetSuggestion = z.strictObject({
  suggested_limit_usd: usd.nullable().meta({ description: 'Null without a whole period of spend' }),
  formula: z.string(),
  periods: z
    .array(z.strictObject({ ...budgetPeriod.shape, spent_usd: usd }))
    .meta({ description: 'Whole periods looked at, the newest first' }),
  running: z.strictObject({ ...budgetPeriod.shape, spent_usd: usd }),
});
export type BudgetSuggestion = z.output<typeof BudgetSuggestion>;

export const budgetSuggest = defineOperation({
  name: 'budget.suggest',
  summary: 'A limit that fits what a scope has spent',
  permission: 'budgets.read',
  scope: scopePlace,
  input: z
    .strictObject({
      ...scopeFields,
      period: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'annual']).default('monthly'),
      time_zone: timeZone.optional().meta({ description: 'The organization’s unless said' }),
      week_starts_on: calendarFields.week_starts_on.default(1),
      fiscal_month: calendarFields.fiscal_month.default(1),
      fiscal_day: calendarFields.fiscal_day.default(1),
    })
    .superRefine(hasItsScope),
  output: BudgetSuggestion,
  examples: [{ scope: 'tenant' }, { scope: 'team', team_id: exampleTeamId, period: 'weekly' }],
  http: { method: 'GET', path: '/budgets/suggestion' },
});
