import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const alertSources = ['rule', 'budget', 'budget_forecast', 'budget_overrun', 'budget_doubt', 'anomaly'] as const;
const alertStates = ['open', 'acknowledged', 'resolved'] as const;
export const alertSeverities = ['info', 'warning', 'critical'] as const;

const channelIds = z.array(publicId('channel')).max(20);

/** Who is told of an alert, and whom later when nobody answers. */
export const AlertRouting = z
  .strictObject({
    all: channelIds.default([]).meta({ description: 'Told of every alert' }),
    critical: channelIds.default([]).meta({ description: 'Told of critical ones besides' }),
    escalations: z
      .array(z.strictObject({ after_minutes: z.int().min(1).max(10_080), channel_ids: channelIds.min(1) }))
      .max(5)
      .default([])
      .refine((steps) => steps.every((step, at) => at === 0 || step.after_minutes > (steps[at - 1]?.after_minutes ?? 0)), {
        error: 'Each escalation comes later than the one before',
      })
      .meta({ description: 'Told when nobody has acknowledged the alert so many minutes after it opened' }),
  })
  .meta({ id: 'AlertRouting' });
export type AlertRouting = z.output<typeof AlertRouting>;

/** Something that somebody asked to be told of. */
export const Alert = z
  .strictObject({
    id: publicId('alert'),
    source: z.enum(alertSources),
    rule_id: publicId('alertRule').nullable(),
    budget_id: publicId('budget').nullable(),
    department_id: publicId('department').nullable(),
    team_id: publicId('team').nullable(),
    severity: z.enum(alertSeverities),
    title: z.string(),
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()).meta({ description: 'Figures as the source has them' }),
    state: z.enum(alertStates),
    opened_at: instant,
    last_seen_at: instant,
    cleared_at: instant.nullable().meta({ description: 'When what it tells of was over' }),
    acknowledged_at: instant.nullable(),
    acknowledged_by: publicId('user').nullable(),
    resolved_at: instant.nullable(),
    resolved_by: publicId('user').nullable().meta({ description: 'Null where it ended by itself' }),
    snoozed_until: instant.nullable(),
    escalations: z.number().int().min(0).meta({ description: 'How many have been told' }),
    escalates_at: instant.nullable(),
    incident_id: publicId('incident').nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Alert' });
export type Alert = z.output<typeof Alert>;

const AlertStep = z.strictObject({
  kind: z.enum(['opened', 'notified', 'escalated', 'acted', 'action_failed', 'acknowledged', 'snoozed', 'cleared', 'resolved']),
  at: instant,
  user_id: publicId('user').nullable(),
  user_name: z.string().nullable(),
  note: z.string(),
});

const AlertWithTimeline = Alert.extend({ timeline: z.array(AlertStep) });
export type AlertWithTimeline = z.output<typeof AlertWithTimeline>;

const alertId = publicId('alert');
const exampleId = 'alt_01jdnhwyg0e008000000000001';
const read = { permission: 'alerts.read', scope: 'list' } as const;
const write = { permission: 'alerts.write', scope: 'list' } as const;
const note = paragraph(1000).default('').meta({ description: 'For the timeline' });

export const alertList = defineOperation({
  ...read,
  name: 'alert.list',
  summary: 'List alerts of what one may see, the newest first unless sorted',
  input: z.strictObject({
    ...pageInput,
    state: z.enum([...alertStates, 'unresolved', 'all']).default('all'),
    source: z.enum(alertSources).optional(),
    severity: z.enum(alertSeverities).optional(),
    rule_id: publicId('alertRule').optional(),
    budget_id: publicId('budget').optional(),
    team_id: publicId('team').optional(),
    sort: z.enum(['-opened_at', 'opened_at']).default('-opened_at'),
  }),
  output: pageOf(Alert),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'unresolved', severity: 'critical' }],
  http: { method: 'GET', path: '/alerts' },
});

export const alertGet = defineOperation({
  ...read,
  name: 'alert.get',
  summary: 'Get an alert with its timeline',
  input: z.strictObject({ alert_id: alertId }),
  output: AlertWithTimeline,
  examples: [{ alert_id: exampleId }],
  http: { method: 'GET', path: '/alerts/{alert_id}' },
});

export const alertAcknowledge = defineOperation({
  ...write,
  name: 'alert.acknowledge',
  summary: 'Acknowledge an alert: somebody is looking at it, and it does not escalate',
  input: z.strictObject({ alert_id: alertId, note }),
  output: Alert,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ alert_id: exampleId, note: 'The nightly batch; looking at it.' }],
  http: { method: 'POST', path: '/alerts/{alert_id}/acknowledge' },
});

export const alertSnooze = defineOperation({
  ...write,
  name: 'alert.snooze',
  summary: 'Let an alert rest: nothing escalates before the time is over; if it is open then, it goes on',
  input: z.strictObject({ alert_id: alertId, minutes: z.int().min(5).max(10_080).default(60), note }),
  output: Alert,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ alert_id: exampleId, minutes: 120 }],
  http: { method: 'POST', path: '/alerts/{alert_id}/snooze' },
});

export const alertResolve = defineOperation({
  ...write,
  name: 'alert.resolve',
  summary: 'Resolve an alert; the same opens another one when it is seen again',
  input: z.strictObject({ alert_id: alertId, note }),
  output: Alert,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ alert_id: exampleId, note: 'The key was rotated.' }],
  http: { method: 'POST', path: '/alerts/{alert_id}/resolve' },
});

/** What an organization decided about alerts that need no rule. */
export const AlertSettings = z
  .strictObject({
    budget_routing: AlertRouting.meta({ description: 'Of thresholds and forecasts of budgets' }),
    anomaly_routing: AlertRouting,
    tells_forecasts: z.boolean().meta({ description: 'Whether a budget that is forecast to be exceeded is told of' }),
    sensitivity: z.enum(['low', 'medium', 'high']).meta({ description: 'How strange an hour must be to be told of as an anomaly' }),
    minimum_impact_usd: z.number().min(0).max(1_000_000).meta({ description: 'Oddities in cost below this are not told of' }),
  })
  .meta({ id: 'AlertSettings' });
export type AlertSettings = z.output<typeof AlertSettings>;

export const alertSettingsGet = defineOperation({
  permission: 'alerts.read',
  scope: 'tenant',
  name: 'alert_settings.get',
  summary: 'Get who is told of budgets and anomalies',
  input: z.strictObject({}),
  output: AlertSettings,
  examples: [{}],
  http: { method: 'GET', path: '/alerts/settings' },
});

export const alertSettingsUpdate = defineOperation({
  permission: 'alerts.rules',
  scope: 'tenant',
  name: 'alert_settings.update',
  summary: 'Set who is told of budgets and anomalies; what is left out stays',
  input: AlertSettings.partial(),
  output: AlertSettings,
  examples: [{ sensitivity: 'high', minimum_impact_usd: 10 }],
  http: { method: 'PATCH', path: '/alerts/settings' },
});
