import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { type BudgetScopeKind, BudgetWithFigures, budgetPeriods, budgetScopes, enforcements, Threshold } from './budget-resource.ts';
import { archiveStatus } from './departments.ts';
import { line, paragraph, searchText, timeZone } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Money that is not negative. */
export const amount = usd.refine((nano) => nano >= 0n, { error: 'Must not be negative' });

/** Hours a grace can last, at most. */
export const graceHoursMax = 24 * 31;
/** Thresholds of one budget, at most. */
export const thresholdsMax = 8;
/** Budgets that are not archived of one tenant, at most. */
export const activeBudgetsMax = 2000;

/** The id in paths. */
export const budgetId = publicId('budget');
const exampleId = 'bud_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
/** Where the permission for one budget must be held. */
export const budgetPlace = { of: 'budget', from: 'budget_id' } as const;

/** Whom a budget is for; exactly the field its scope names. */
export const scopeFields = {
  scope: z.enum(budgetScopes),
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  user_id: publicId('user').optional(),
  key_id: publicId('key').optional(),
  project_id: publicId('project').optional(),
  environment_id: publicId('environment').optional(),
  cost_center_id: publicId('costCenter').optional(),
  provider: line(80).optional(),
  model: line(200).optional().meta({ description: 'The model that serves the call, as the usage log names it' }),
  tag: line(200).optional().meta({ description: 'name=value; binds calls whose key carries or requires the tag' }),
};

const centerPlace = { of: 'cost_center', from: 'cost_center_id', absent: 'tenant' } as const;
const environmentPlace = { of: 'environment', from: 'environment_id', absent: centerPlace } as const;
const projectPlace = { of: 'project', from: 'project_id', absent: environmentPlace } as const;
const keyPlace = { of: 'key', from: 'key_id', absent: projectPlace } as const;

/** Where the permission must be held: with whatever the budget is for. */
export const scopePlace = {
  of: 'department',
  from: 'department_id',
  absent: { of: 'team', from: 'team_id', absent: { of: 'user', from: 'user_id', absent: keyPlace } },
} as const;

interface ScopeChoice {
  /** Absent where a change leaves it as it is. */
  readonly scope?: BudgetScopeKind | undefined;
}

/** Refuses a scope without its field, or with the field of another one. */
export function hasItsScope(input: ScopeChoice, context: z.RefinementCtx): void {
  for (const kind of budgetScopes) {
    if (kind === 'tenant') continue;
    const field = kind === 'provider' || kind === 'model' || kind === 'tag' ? kind : `${kind}_id`;
    const isGiven = Reflect.get(input, field) !== undefined;
    if (isGiven === (kind === input.scope)) continue;
    const message = isGiven
      ? `Not ${input.scope === undefined ? 'without a scope' : `with the scope ${input.scope}`}`
      : `The scope ${kind} needs it`;
    context.addIssue({ code: 'custom', path: [field], message });
  }
}

const settings = {
  name: line(120),
  limit_usd: amount,
  reserve_percent: z.coerce.number().int().min(0).max(90),
  enforcement: z.enum(enforcements),
  grace_hours: z.coerce.number().int().min(0).max(graceHoursMax),
  on_overrun: z.enum(['finish', 'cut']),
  thresholds: z.array(Threshold).max(thresholdsMax),
  fit_output: z.boolean(),
  description: paragraph(1000),
};

const allowOverallocation = z
  .boolean()
  .default(false)
  .meta({ description: 'Lets the allocations of the parent, or of this budget, sum to more than its limit' });

/** When periods begin. */
export const calendarFields = {
  time_zone: timeZone,
  week_starts_on: z.coerce.number().int().min(1).max(7),
  fiscal_month: z.coerce.number().int().min(1).max(12),
  fiscal_day: z.coerce.number().int().min(1).max(31),
};

/** The thresholds of a budget that says none. */
export const defaultThresholds: readonly Threshold[] = [
  { percent: 80, severity: 'warning', actions: ['notify'] },
  { percent: 95, severity: 'critical', actions: ['notify'] },
  { percent: 100, severity: 'exceeded', actions: ['notify'] },
];

export const budgetList = defineOperation({
  name: 'budget.list',
  summary: 'List budgets with how they stand; those on themselves for everybody',
  permission: 'budgets.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the name of the budget or of what it is for' }),
    scope: z.enum(budgetScopes).optional(),
    department_id: publicId('department').optional().meta({ description: 'Budgets for this department itself' }),
    team_id: publicId('team').optional().meta({ description: 'Budgets for this team itself' }),
    user_id: publicId('user').optional(),
    key_id: publicId('key').optional(),
    project_id: publicId('project').optional(),
    environment_id: publicId('environment').optional(),
    cost_center_id: publicId('costCenter').optional(),
    parent_id: budgetId.optional().meta({ description: 'Allocations of this budget' }),
    period: z.enum(budgetPeriods).optional(),
    enforcement: z.enum(enforcements).optional(),
    status: archiveStatus,
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(BudgetWithFigures),
  errors: ['invalid_cursor'],
  examples: [{}, { scope: 'team', team_id: exampleTeamId, period: 'monthly', sort: '-created_at', limit: 20 }],
  http: { method: 'GET', path: '/budgets' },
});

export const budgetGet = defineOperation({
  name: 'budget.get',
  summary: 'Get a budget with how it stands',
  permission: 'budgets.read',
  ownPermission: 'usage.own',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId }),
  output: BudgetWithFigures,
  examples: [{ budget_id: exampleId }],
  http: { method: 'GET', path: '/budgets/{budget_id}' },
});

export const budgetCreate = defineOperation({
  name: 'budget.create',
  summary: 'Create a budget; it starts with what its scope has spent in the period',
  permission: 'budgets.write',
  scope: scopePlace,
  input: z
    .strictObject({
      ...scopeFields,
      parent_id: budgetId.optional().meta({ description: 'The budget it is an allocation of' }),
      ...settings,
      reserve_percent: settings.reserve_percent.default(0),
      period: z.enum(budgetPeriods).default('monthly'),
      time_zone: timeZone.optional().meta({ description: 'The organization’s unless said' }),
      week_starts_on: calendarFields.week_starts_on.default(1),
      fiscal_month: calendarFields.fiscal_month.default(1),
      fiscal_day: calendarFields.fiscal_day.default(1),
      starts_at: instant.optional().meta({ description: 'With the period fixed' }),
      ends_at: instant.optional().meta({ description: 'With the period fixed' }),
      enforcement: settings.enforcement.default('hard'),
      grace_hours: settings.grace_hours.default(0).meta({ description: 'With the enforcement grace' }),
      on_overrun: settings.on_overrun.default('finish'),
      thresholds: settings.thresholds.default([...defaultThresholds]),
      fit_output: settings.fit_output.default(false),
      description: settings.description.default(''),
      owner_id: publicId('user').optional().meta({ description: 'The caller unless said' }),
      allow_overallocation: allowOverallocation,
    })
    .superRefine(hasItsScope),
  output: BudgetWithFigures,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { name: 'Search, monthly', scope: 'team', team_id: exampleTeamId, limit_usd: '500' },
    {
      name: 'Everything',
      scope: 'tenant',
      limit_usd: '5000',
      period: 'quarterly',
      fiscal_month: 4,
      enforcement: 'soft',
      time_zone: 'Europe/Berlin',
    },
  ],
  http: { method: 'POST', path: '/budgets', status: 201 },
  touches: ['budgets'],
});

export const budgetUpdate = defineOperation({
  name: 'budget.update',
  summary: 'Change a budget; a limit below what is spent is allowed and stops new calls',
  permission: 'budgets.write',
  scope: budgetPlace,
  input: z
    .strictObject({
      budget_id: budgetId,
      ...scopeFields,
      scope: scopeFields.scope
        .optional()
        .meta({ description: 'Counts something else from now on, with its field; the period goes on with what that has spent' }),
      name: settings.name.optional(),
      limit_usd: settings.limit_usd.optional(),
      reserve_percent: settings.reserve_percent.optional(),
      enforcement: settings.enforcement.optional(),
      grace_hours: settings.grace_hours.optional(),
      on_overrun: settings.on_overrun.optional(),
      thresholds: settings.thresholds.optional(),
      fit_output: settings.fit_output.optional(),
      description: settings.description.optional(),
      owner_id: publicId('user').nullable().optional(),
      allow_overallocation: allowOverallocation,
      parent_id: budgetId.nullable().optional().meta({ description: 'Null makes it nobody’s allocation' }),
    })
    .superRefine(hasItsScope),
  output: BudgetWithFigures.extend({
    notice: z.string().nullable().meta({ description: 'What the change means for calls now, where it means something' }),
  }),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ budget_id: exampleId, limit_usd: '750' }],
  http: { method: 'PATCH', path: '/budgets/{budget_id}' },
  touches: ['budgets'],
});

export const budgetArchive = defineOperation({
  name: 'budget.archive',
  summary: 'Archive a budget: it stops nothing any more, and its history stays',
  permission: 'budgets.write',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId }),
  output: BudgetWithFigures,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ budget_id: exampleId }],
  http: { method: 'POST', path: '/budgets/{budget_id}/archive' },
  touches: ['budgets'],
});

export const budgetRestore = defineOperation({
  name: 'budget.restore',
  summary: 'Bring an archived budget back; it starts with what its scope has spent in the period',
  permission: 'budgets.write',
  scope: budgetPlace,
  input: z.strictObject({ budget_id: budgetId }),
  output: BudgetWithFigures,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ budget_id: exampleId }],
  http: { method: 'POST', path: '/budgets/{budget_id}/restore' },
  touches: ['budgets'],
});
