import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const anomalyMetrics = ['cost', 'requests', 'errors', 'latency'] as const;
const anomalyScopes = ['tenant', 'team', 'key', 'model'] as const;

/** A run of hours in which a series was not as it used to be. */
export const Anomaly = z
  .strictObject({
    id: publicId('anomaly'),
    metric: z.enum(anomalyMetrics),
    scope: z.strictObject({
      kind: z.enum(anomalyScopes),
      id: z.string().nullable().meta({ description: 'Id, or the name of a model; null for the whole organization' }),
      name: z.string().nullable().meta({ description: 'Null for what is gone' }),
    }),
    started_at: instant,
    ended_at: instant.meta({ description: 'End of the last hour of the run' }),
    strength: z.number().meta({ description: 'Robust standard deviations from what was expected, of the strangest hour' }),
    direction: z.enum(['above', 'below']),
    actual: z.number().meta({ description: 'Dollars, calls, or milliseconds of the strangest hour' }),
    expected: z.number(),
    parts: z
      .array(
        z.strictObject({
          dimension: z.string(),
          id: z.string(),
          name: z.string().nullable(),
          actual: z.number(),
          expected: z.number(),
          share: z.number().meta({ description: 'Part of the whole difference, 0 to 1' }),
        }),
      )
      .meta({ description: 'What explains it, by dimension, the largest part first' }),
    state: z.enum(['open', 'dismissed']),
    feedback: z.enum(['useful', 'false_alarm']).nullable(),
    reason: z.string(),
    decided_by: publicId('user').nullable(),
    decided_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Anomaly' });
export type Anomaly = z.output<typeof Anomaly>;

const anomalyId = publicId('anomaly');
const exampleId = 'ano_01jdnhwyg0e008000000000001';

export const anomalyList = defineOperation({
  permission: 'alerts.read',
  scope: 'list',
  name: 'anomaly.list',
  summary: 'List anomalies of what one may see, the newest first unless sorted',
  input: z.strictObject({
    ...pageInput,
    metric: z.enum(anomalyMetrics).optional(),
    state: z.enum(['open', 'dismissed', 'all']).default('all'),
    sort: z.enum(['-started_at', 'started_at']).default('-started_at'),
  }),
  output: pageOf(Anomaly),
  errors: ['invalid_cursor'],
  examples: [{}, { metric: 'cost', state: 'open' }],
  http: { method: 'GET', path: '/anomalies' },
});

export const anomalyDismiss = defineOperation({
  permission: 'alerts.write',
  scope: 'list',
  name: 'anomaly.dismiss',
  summary: 'Dismiss an anomaly with a reason; its alert ends',
  input: z.strictObject({ anomaly_id: anomalyId, reason: paragraph(500).min(1), is_false_alarm: z.boolean().default(false) }),
  output: Anomaly,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ anomaly_id: exampleId, reason: 'The load test of Tuesday.' }],
  http: { method: 'POST', path: '/anomalies/{anomaly_id}/dismiss' },
});

export const anomalyFeedback = defineOperation({
  permission: 'alerts.write',
  scope: 'list',
  name: 'anomaly.feedback',
  summary: 'Say whether it was useful to be told',
  input: z.strictObject({ anomaly_id: anomalyId, feedback: z.enum(['useful', 'false_alarm']) }),
  output: Anomaly,
  errors: ['precondition_failed'],
  examples: [{ anomaly_id: exampleId, feedback: 'useful' }],
  http: { method: 'POST', path: '/anomalies/{anomaly_id}/feedback' },
});

export const anomalyAccuracy = defineOperation({
  permission: 'alerts.read',
  scope: 'tenant',
  name: 'anomaly.accuracy',
  summary: 'How often hours of the past were told of, and what people said of it',
  input: z.strictObject({}),
  output: z.strictObject({
    scanned_to: instant.nullable().meta({ description: 'Hours before this were judged; null before the first scan' }),
    series: z.number().int().meta({ description: 'How many series are watched' }),
    judged_hours: z.number().int().meta({ description: 'Hours of series that the back-test judged' }),
    told_hours: z.number().int().meta({ description: 'Those of them that would be told of' }),
    false_alarms_per_month_max: z
      .number()
      .nullable()
      .meta({ description: 'If every one of them had been false: the bound of false alarms in 30 days, over all series' }),
    decided: z.number().int().meta({ description: 'Anomalies that people gave feedback on' }),
    false_alarms: z.number().int().meta({ description: 'Those that they called false alarms' }),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/anomalies/accuracy' },
});
