import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, versionNumber } from './fields.ts';

/** What a budget counts. Departments and teams include what lies below them. */
export const budgetScopes = [
  ...(['tenant', 'department', 'team', 'project', 'environment', 'cost_center', 'user', 'key'] as const),
  ...(['provider', 'model', 'tag'] as const),
] as const;
export type BudgetScopeKind = (typeof budgetScopes)[number];

/** Scopes that are somebody or something of the organization, by which access to their budgets is decided. */
export const placedScopes = [
  'department',
  'team',
  'project',
  'environment',
  'cost_center',
  'user',
  'key',
] as const satisfies readonly BudgetScopeKind[];
export type PlacedScopeKind = (typeof placedScopes)[number];

export const isPlacedScope = (kind: string): kind is PlacedScopeKind => placedScopes.some((placed) => placed === kind);

/** How long a budget counts before it begins again; `fixed` counts once, from `starts_at` to `ends_at`. */
export const budgetPeriods = ['daily', 'weekly', 'monthly', 'quarterly', 'annual', 'fixed'] as const;

/** `hard` refuses calls above the limit, `soft` never refuses, `grace` refuses from a number of hours after the limit was reached. */
export const enforcements = ['hard', 'soft', 'grace'] as const;

export const thresholdSeverities = ['warning', 'critical', 'exceeded'] as const;
/** What can be asked to happen at a threshold; `actingThresholdActions` says which of it does. */
export const thresholdActions = ['notify', 'require_approval', 'throttle', 'downgrade', 'restrict', 'block'] as const;
/** The actions that act in this release. The others are refused, because a rule that is stored and does nothing protects nobody. */
export const actingThresholdActions: ReadonlySet<(typeof thresholdActions)[number]> = new Set([
  'notify',
  'require_approval',
  'throttle',
  'downgrade',
  'restrict',
  'block',
]);

const percent = z.number().int().min(1).max(1000);

/** Keys, teams, tags and models that one threshold can name, at most. */
const namedMax = 100;

/** Of restrict: whose calls go on. */
export const Essential = z
  .strictObject({
    key_ids: z.array(publicId('key')).max(namedMax).optional(),
    team_ids: z.array(publicId('team')).max(namedMax).optional(),
    non_essential_tags: z.array(line(200)).max(namedMax).optional(),
  })
  .meta({
    description:
      'Of restrict: calls of these keys and teams go on, all others are refused; calls that carry one of the tags (name=value, such as environment=development) are refused whoever sends them. A tag never makes a call essential',
  });

/** Share of the limit at which something happens; above 100 only what is spent anyway gets there. */
export const Threshold = z.strictObject({
  percent: percent.meta({ description: 'Share of the limit, in percent' }),
  severity: z.enum(thresholdSeverities),
  actions: z.array(z.enum(thresholdActions)).min(1).max(thresholdActions.length),
  approval_above_percent: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Of require_approval: calls that may cost more than this share of what remains need consent; 10 unless said' }),
  downgrade_models: z
    .record(line(200), line(200))
    .refine((models) => Object.keys(models).length <= namedMax, { error: `At most ${namedMax} models` })
    .optional()
    .meta({
      description: 'Of downgrade: the model that is asked instead, by the one that was asked for. Besides, the cheapest target goes first',
    }),
  essential: Essential.optional(),
});
export type Threshold = z.output<typeof Threshold>;

/** What a budget counts, with its name as it is now. */
export const BudgetScope = z.strictObject({
  kind: z.enum(budgetScopes),
  department_id: publicId('department').nullable(),
  team_id: publicId('team').nullable(),
  user_id: publicId('user').nullable(),
  key_id: publicId('key').nullable(),
  project_id: publicId('project').nullable(),
  environment_id: publicId('environment').nullable(),
  cost_center_id: publicId('costCenter').nullable().meta({ description: 'It pays the share that the center bears of each call' }),
  value: z.string().nullable().meta({ description: 'Name of the provider or model, `name=value` of the tag' }),
  name: z.string().nullable().meta({ description: 'As people call it; null for what is gone' }),
});
export type BudgetScope = z.output<typeof BudgetScope>;

/** What a budget would need said of a person or program: how it stands now. */
export const budgetStates = ['on_track', 'at_risk', 'warning', 'critical', 'exceeded', 'not_running', 'archived'] as const;
export type BudgetState = (typeof budgetStates)[number];

/** A period of a budget. */
export const budgetPeriod = z.strictObject({
  start: instant,
  end: instant.meta({ description: 'Exclusive; where the next period begins' }),
});

/** The figures of a budget in one of its periods. */
export const BudgetFigures = z.strictObject({
  limit_usd: usd.meta({ description: 'In force for the period, loans included' }),
  available_usd: usd.meta({ description: 'The limit without the share kept in reserve: what calls may use' }),
  loans_usd: usd.meta({ description: 'Part of the limit: what the budget borrowed for the period less what it lent' }),
  spent_usd: usd,
  reserved_usd: usd.meta({ description: 'Granted to running processes and calls, not spent' }),
  free_usd: usd.meta({ description: 'What new calls may still take; never negative' }),
  overrun_usd: usd.meta({ description: 'What calls cost above the bound that was held for them; part of spent' }),
});
export type BudgetFigures = z.output<typeof BudgetFigures>;

/** Where spend ends if it goes on as it did. */
export const BudgetForecast = z.strictObject({
  expected_usd: usd.meta({ description: 'At the end of the period' }),
  low_usd: usd.meta({ description: 'Four in five periods end between low and high' }),
  high_usd: usd,
  trend: z
    .enum(['increasing', 'stable', 'decreasing'])
    .nullable()
    .meta({ description: 'Last 14 days against the 14 before; null for less' }),
  passes_limit_at: instant.nullable().meta({ description: 'When the expected spend passes the limit; null when it does not' }),
  days_of_history: z.number().int().min(0),
  method: z.string(),
});
export type BudgetForecast = z.output<typeof BudgetForecast>;

/** A limit on what calls cost. */
export const Budget = z
  .strictObject({
    id: publicId('budget'),
    name: z.string(),
    description: z.string(),
    scope: BudgetScope,
    parent_id: publicId('budget').nullable().meta({ description: 'The budget it is an allocation of' }),
    limit_usd: usd,
    reserve_percent: z.number().int().min(0).max(90).meta({ description: 'Share of the limit that calls do not get' }),
    period: z.enum(budgetPeriods),
    time_zone: z.string(),
    week_starts_on: z.number().int().min(1).max(7).meta({ description: '1 for Monday to 7 for Sunday; of weekly budgets' }),
    fiscal_month: z.number().int().min(1).max(12).meta({ description: 'First month of the fiscal year' }),
    fiscal_day: z.number().int().min(1).max(31).meta({ description: 'First day of months, quarters and years' }),
    starts_at: instant.nullable().meta({ description: 'Of fixed budgets' }),
    ends_at: instant.nullable().meta({ description: 'Of fixed budgets; exclusive' }),
    enforcement: z.enum(enforcements),
    grace_hours: z.number().int().min(0),
    on_overrun: z.enum(['finish', 'cut']).meta({ description: 'What a call does that reaches the bound held for it' }),
    thresholds: z.array(Threshold),
    fit_output: z
      .boolean()
      .meta({ description: 'A caller who names no output limit gets the one that still fits, where the call would not fit otherwise' }),
    owner_id: publicId('user').nullable().meta({ description: 'Who can raise it; told to callers who are refused' }),
    owner_name: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Budget' });
export type Budget = z.output<typeof Budget>;

/** A budget with how it stands. */
export const BudgetWithFigures = Budget.extend({
  state: z.enum(budgetStates),
  current: BudgetFigures.extend(budgetPeriod.shape).nullable().meta({ description: 'Null outside a fixed period' }),
  forecast: BudgetForecast.pick({ expected_usd: true, low_usd: true, high_usd: true, passes_limit_at: true }).nullable(),
  allocated_usd: usd.meta({ description: 'Sum of the limits of its allocations' }),
});
export type BudgetWithFigures = z.output<typeof BudgetWithFigures>;
