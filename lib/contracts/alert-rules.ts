import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { AlertRouting, alertSeverities } from './alerts.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Rules of one tenant, at most. */
export const alertRulesMax = 200;

const alertWindows = [5, 15, 30, 60, 180, 360, 720, 1440] as const;

/** Which calls a rule is about; those that are given hold together. */
export const AlertFilters = z
  .strictObject({
    department_id: publicId('department').optional(),
    team_id: publicId('team').optional(),
    user_id: publicId('user').optional(),
    key_id: publicId('key').optional(),
    project_id: publicId('project').optional(),
    provider: line(120).optional(),
    model: line(200).optional(),
    budget_id: publicId('budget').optional().meta({ description: 'Of budget_used and budget_forecast' }),
  })
  .meta({ id: 'AlertFilters' });
export type AlertFilters = z.output<typeof AlertFilters>;

/** What a rule does by itself when it fires, under the permissions of whoever wrote it. */
export const AlertAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disable_key'), key_id: publicId('key') }),
  z.strictObject({ kind: z.literal('throttle_key'), key_id: publicId('key'), requests_per_minute: z.int().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal('switch_route'), route_id: publicId('route'), version: z.int().min(1) }),
]);
export type AlertAction = z.output<typeof AlertAction>;

const written = {
  name: line(120),
  description: paragraph(1000),
  expression: line(500).meta({
    description: 'A condition on metrics, such as requests_per_minute > baseline * 3 and cost > $20',
    examples: ['error_rate > 5%'],
  }),
  filters: AlertFilters,
  window_minutes: z
    .literal(alertWindows)
    .meta({ description: 'The stretch of time that is looked at; up to 60 calls are counted one by one, above whole hours' }),
  for_minutes: z.int().min(0).max(1440).meta({ description: 'How long it must hold before it is told' }),
  cool_down_minutes: z.int().min(0).max(10_080).meta({ description: 'After an alert ended, none is opened for so long' }),
  severity: z.enum(alertSeverities),
  routing: AlertRouting,
  actions: z.array(AlertAction).max(5),
  opens_incident: z.boolean(),
  is_enabled: z.boolean(),
};

export const AlertRule = z
  .strictObject({
    id: publicId('alertRule'),
    ...written,
    name: z.string(),
    description: z.string(),
    expression: z.string(),
    evaluated_at: instant.nullable(),
    last_values: z
      .record(z.string(), z.number().nullable())
      .nullable()
      .meta({ description: 'What was last seen, by metric; null for what is not known' }),
    last_fault: z.string().nullable().meta({ description: 'Why it could not be evaluated' }),
    holds_since: instant.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'AlertRule' });
export type AlertRule = z.output<typeof AlertRule>;

const ruleId = publicId('alertRule');
const exampleId = 'alr_01jdnhwyg0e008000000000001';
const read = { permission: 'alerts.read', scope: 'tenant' } as const;
const write = { permission: 'alerts.rules', scope: 'tenant' } as const;

export const alertRuleList = defineOperation({
  ...read,
  name: 'alert_rule.list',
  summary: 'List alert rules',
  input: z.strictObject({ ...pageInput, search: searchText, sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name') }),
  output: pageOf(AlertRule),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/alert-rules' },
});

export const alertRuleGet = defineOperation({
  ...read,
  name: 'alert_rule.get',
  summary: 'Get an alert rule',
  input: z.strictObject({ alert_rule_id: ruleId }),
  output: AlertRule,
  examples: [{ alert_rule_id: exampleId }],
  http: { method: 'GET', path: '/alert-rules/{alert_rule_id}' },
});

export const alertRuleCreate = defineOperation({
  ...write,
  name: 'alert_rule.create',
  summary: 'Create an alert rule; an expression that cannot be read is refused with the place of its first fault',
  input: z.strictObject({
    ...written,
    description: written.description.default(''),
    filters: written.filters.default({}),
    window_minutes: written.window_minutes.default(15),
    for_minutes: written.for_minutes.default(0),
    cool_down_minutes: written.cool_down_minutes.default(60),
    severity: written.severity.default('warning'),
    routing: written.routing.default({ all: [], critical: [], escalations: [] }),
    actions: written.actions.default([]),
    opens_incident: written.opens_incident.default(false),
    is_enabled: written.is_enabled.default(true),
  }),
  output: AlertRule,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { name: 'Three times as usual', expression: 'requests_per_minute > baseline * 3' },
    { name: 'Errors of a model', expression: 'error_rate > 5% and requests > 20', filters: { model: 'gpt-4o' }, severity: 'critical' },
  ],
  http: { method: 'POST', path: '/alert-rules', status: 201 },
});

export const alertRuleUpdate = defineOperation({
  ...write,
  name: 'alert_rule.update',
  summary: 'Change, turn off or on an alert rule',
  input: z.strictObject({ alert_rule_id: ruleId, ...z.strictObject(written).partial().shape }),
  output: AlertRule,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ alert_rule_id: exampleId, severity: 'info' }],
  http: { method: 'PATCH', path: '/alert-rules/{alert_rule_id}' },
});

export const alertRuleArchive = defineOperation({
  ...write,
  name: 'alert_rule.archive',
  summary: 'Archive an alert rule; its alerts stay',
  input: z.strictObject({ alert_rule_id: ruleId }),
  output: AlertRule,
  examples: [{ alert_rule_id: exampleId }],
  http: { method: 'DELETE', path: '/alert-rules/{alert_rule_id}' },
});

export const alertRulePreview = defineOperation({
  ...read,
  name: 'alert_rule.preview',
  summary: 'Say when an expression would have fired in the past, hour by hour',
  input: z.strictObject({
    expression: written.expression,
    filters: written.filters.default({}),
    window_minutes: written.window_minutes.default(15),
    for_minutes: written.for_minutes.default(0),
    cool_down_minutes: written.cool_down_minutes.default(60),
    days: z.int().min(1).max(90).default(30),
  }),
  output: z.strictObject({
    from: instant,
    to: instant,
    metric: z.string().meta({ description: 'The first one of the expression, which `points` are of' }),
    unit: z.string(),
    can_preview: z.boolean().meta({ description: 'False where the expression asks for what has no history, such as budgets' }),
    is_exact: z.boolean().meta({ description: 'False for windows below an hour, which are looked at as whole hours here' }),
    firings: z.array(z.strictObject({ from: instant, to: instant, peak: z.number().nullable() })).meta({ description: 'At most 200' }),
    points: z.array(z.strictObject({ at: instant, value: z.number().nullable(), baseline: z.number().nullable() })),
  }),
  examples: [{ expression: 'cost > baseline * 2' }],
  http: { method: 'POST', path: '/alert-rules/preview', asks: true },
});
