import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { day, Outcome, tolerance } from './reconciliations.ts';

/** Days that one comparison of a schedule has, at most; the report of a month that somebody made up for fits into the limit of comparisons. */
export const scheduleDaysMax = 31;

/** A connection whose provider is asked for its cost report again and again. */
export const ReconciliationSchedule = z
  .strictObject({
    id: publicId('reconciliationSchedule'),
    connection_id: publicId('connection'),
    connection_name: z.string(),
    provider: z.string(),
    every_days: z.number().int(),
    wait_hours: z.number().int(),
    tolerance_percent: z.number(),
    credential_hint: z.string().nullable().meta({ description: 'Null where the connection’s own credential is used' }),
    status: z.enum(['active', 'paused']),
    compared_to: day.meta({ description: 'The first day that was not compared yet' }),
    next_at: instant.nullable().meta({ description: 'Null while paused' }),
    last_reconciliation_id: publicId('reconciliation').nullable(),
    last_state: Outcome.nullable().meta({ description: 'How the last comparison came out' }),
    failing_since: instant.nullable(),
    last_error: z.string().nullable(),
    created_at: instant,
    created_by: publicId('user'),
    version: versionNumber,
  })
  .meta({ id: 'ReconciliationSchedule' });
export type ReconciliationSchedule = z.output<typeof ReconciliationSchedule>;

const scheduleId = publicId('reconciliationSchedule');
const exampleId = 'rcs_01jdnhwyg0e008000000000001';
const settings = {
  every_days: z.coerce.number().int().min(1).max(scheduleDaysMax).meta({ description: 'Days of one comparison' }),
  wait_hours: z.coerce
    .number()
    .int()
    .min(0)
    .max(336)
    .meta({ description: 'Hours after the last of them until the provider’s figures are taken as final' }),
  tolerance_percent: tolerance,
  admin_credential: line(500).optional().meta({
    description: 'A key that may read the organization’s costs, kept sealed; the connection’s own credential unless said',
  }),
};

export const reconciliationScheduleList = defineOperation({
  name: 'reconciliation_schedule.list',
  summary: 'List the connections whose providers are asked for their cost reports by schedule',
  permission: 'reconciliations.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(ReconciliationSchedule),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/reconciliations/schedules' },
});

export const reconciliationScheduleCreate = defineOperation({
  name: 'reconciliation_schedule.create',
  summary: 'Compare with a provider’s cost report again and again; what nothing explains opens an incident',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z.strictObject({
    connection_id: publicId('connection'),
    every_days: settings.every_days.default(1),
    wait_hours: settings.wait_hours.default(30),
    tolerance_percent: settings.tolerance_percent,
    admin_credential: settings.admin_credential,
    from: day.optional().meta({ description: 'The first day to compare; one comparison back unless said' }),
  }),
  output: ReconciliationSchedule,
  errors: ['conflict'],
  examples: [{ connection_id: 'conn_01jdnhwyg0e008000000000001', every_days: 7 }],
  http: { method: 'POST', path: '/reconciliations/schedules', status: 201 },
});

export const reconciliationScheduleUpdate = defineOperation({
  name: 'reconciliation_schedule.update',
  summary: 'Change, pause or resume a scheduled comparison; one that failed is tried again at once',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z.strictObject({
    reconciliation_schedule_id: scheduleId,
    every_days: settings.every_days.optional(),
    wait_hours: settings.wait_hours.optional(),
    tolerance_percent: settings.tolerance_percent.unwrap().optional(),
    admin_credential: line(500).nullable().optional().meta({ description: 'Null goes back to the connection’s own credential' }),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: ReconciliationSchedule,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ reconciliation_schedule_id: exampleId, status: 'paused' }],
  http: { method: 'PATCH', path: '/reconciliations/schedules/{reconciliation_schedule_id}' },
});

export const reconciliationScheduleDelete = defineOperation({
  name: 'reconciliation_schedule.delete',
  summary: 'Stop a scheduled comparison and forget its credential; what was compared stays',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z.strictObject({ reconciliation_schedule_id: scheduleId }),
  output: ReconciliationSchedule,
  examples: [{ reconciliation_schedule_id: exampleId }],
  http: { method: 'DELETE', path: '/reconciliations/schedules/{reconciliation_schedule_id}' },
});
