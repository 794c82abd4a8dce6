import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, timeZone, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import {
  hasItsPlace,
  reportFormats,
  reportFrequencies,
  reportKinds,
  reportPlace,
  reportScopes,
  reportSections,
  scopeInput,
} from './report-request.ts';

/** People that one schedule sends to at most. */
export const recipientsMax = 100;

const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'A time of day such as 08:30' })
  .meta({ description: 'As clocks show it in the time zone', examples: ['08:30'] });

const Recipient = z.strictObject({
  email: z.string(),
  user_id: publicId('user').nullable().meta({ description: 'Null for an address outside the organization' }),
  name: z.string().nullable(),
  unsubscribed_at: instant.nullable(),
});

/** A report that is sent again and again. */
export const ReportSchedule = z
  .strictObject({
    id: publicId('reportSchedule'),
    name: z.string(),
    kind: z.enum(reportKinds),
    scope: z.strictObject({ kind: z.enum(reportScopes), id: z.string().nullable(), name: z.string() }),
    sections: z.array(z.enum(reportSections)).meta({ description: 'Empty for all of the kind' }),
    format: z.enum(reportFormats),
    frequency: z.enum(reportFrequencies),
    weekday: z.number().int().min(1).max(7),
    month_day: z.number().int().min(1).max(31),
    local_time: z.string(),
    time_zone: z.string().nullable().meta({ description: 'Null: of each recipient their own' }),
    delivery: z.enum(['attachment', 'link']),
    status: z.enum(['active', 'paused']),
    paused_reason: z.string().nullable(),
    recipients: z.array(Recipient),
    author: z.strictObject({ id: publicId('user'), name: z.string() }),
    next_run_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'ReportSchedule' });
export type ReportSchedule = z.output<typeof ReportSchedule>;

const fields = {
  name: line(120),
  sections: z.array(z.enum(reportSections)).max(reportSections.length),
  format: z.enum(reportFormats),
  frequency: z.enum(reportFrequencies),
  weekday: z.number().int().min(1).max(7).meta({ description: 'Of weekly reports; ISO 8601, Monday is 1' }),
  month_day: z.number().int().min(1).max(31).meta({ description: 'Of monthly and quarterly reports; the last day of shorter months' }),
  local_time: localTime,
  time_zone: timeZone.nullable().meta({ description: 'Null: of each recipient their own, else the organization’s' }),
  delivery: z.enum(['attachment', 'link']).meta({ description: 'link: to be had in the console, by those who may see it' }),
  user_ids: z.array(publicId('user')).max(recipientsMax).meta({ description: 'Members who receive it' }),
  emails: z
    .array(emailAddress)
    .max(recipientsMax)
    .meta({ description: 'Other addresses; those outside need the permission reports.external' }),
};

const schedulePlace = { of: 'report_schedule', from: 'schedule_id' } as const;
const scheduleId = publicId('reportSchedule');
const exampleId = 'rsc_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const reportScheduleList = defineOperation({
  name: 'report_schedule.list',
  summary: 'List the reports that are sent again and again',
  permission: 'reports.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput, kind: z.enum(reportKinds).optional(), status: z.enum(['active', 'paused']).optional() }),
  output: pageOf(ReportSchedule),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active' }],
  http: { method: 'GET', path: '/reports/schedules' },
});

export const reportScheduleGet = defineOperation({
  name: 'report_schedule.get',
  summary: 'Get a scheduled report',
  permission: 'reports.read',
  scope: schedulePlace,
  input: z.strictObject({ schedule_id: scheduleId }),
  output: ReportSchedule,
  examples: [{ schedule_id: exampleId }],
  http: { method: 'GET', path: '/reports/schedules/{schedule_id}' },
});

export const reportScheduleCreate = defineOperation({
  name: 'report_schedule.create',
  summary: 'Have a report sent to people again and again, as far as you may see it yourself',
  permission: 'reports.write',
  scope: reportPlace,
  input: z
    .strictObject({
      ...fields,
      ...scopeInput,
      kind: z.enum(reportKinds),
      sections: fields.sections.default([]),
      format: fields.format.default('pdf'),
      weekday: fields.weekday.default(1),
      month_day: fields.month_day.default(1),
      local_time: fields.local_time.default('08:00'),
      time_zone: fields.time_zone.default(null),
      delivery: fields.delivery.default('attachment'),
      user_ids: fields.user_ids.default([]),
      emails: fields.emails.default([]),
    })
    .superRefine(hasItsPlace),
  output: ReportSchedule,
  examples: [
    { name: 'Costs of the month', kind: 'cost', frequency: 'monthly', user_ids: [exampleUserId] },
    {
      ...{ name: 'Usage of Search', kind: 'usage', scope: 'team', team_id: exampleTeamId, frequency: 'weekly', weekday: 1 },
      ...{ local_time: '08:30', time_zone: 'Europe/Berlin', format: 'xlsx', emails: ['finance@example.com'] },
    },
  ],
  http: { method: 'POST', path: '/reports/schedules', status: 201 },
});

export const reportScheduleUpdate = defineOperation({
  name: 'report_schedule.update',
  summary: 'Change a scheduled report, pause it or let it go on; whoever does becomes its author',
  permission: 'reports.write',
  scope: schedulePlace,
  input: z.strictObject({
    schedule_id: scheduleId,
    name: fields.name.optional(),
    sections: fields.sections.optional(),
    format: fields.format.optional(),
    frequency: fields.frequency.optional(),
    weekday: fields.weekday.optional(),
    month_day: fields.month_day.optional(),
    local_time: fields.local_time.optional(),
    time_zone: fields.time_zone.optional(),
    delivery: fields.delivery.optional(),
    user_ids: fields.user_ids.optional(),
    emails: fields.emails.optional(),
    status: z.enum(['active', 'paused']).optional(),
  }),
  output: ReportSchedule,
  errors: ['precondition_failed'],
  examples: [
    { schedule_id: exampleId, status: 'paused' },
    { schedule_id: exampleId, local_time: '06:45', format: 'csv' },
  ],
  http: { method: 'PATCH', path: '/reports/schedules/{schedule_id}' },
});

export const reportScheduleDelete = defineOperation({
  name: 'report_schedule.delete',
  summary: 'Delete a scheduled report with the log of its deliveries',
  permission: 'reports.write',
  scope: schedulePlace,
  input: z.strictObject({ schedule_id: scheduleId }),
  output: z.null(),
  examples: [{ schedule_id: exampleId }],
  http: { method: 'DELETE', path: '/reports/schedules/{schedule_id}', status: 204 },
});

/** queued: the mail server has not taken it yet; skipped and failed: there is no message, and why. */
export const deliveryStates = ['queued', 'sent', 'failed', 'skipped'] as const;

/** One period of a scheduled report for one recipient. */
export const ReportDelivery = z
  .strictObject({
    id: publicId('reportDelivery'),
    schedule_id: publicId('reportSchedule'),
    schedule_name: z.string(),
    recipient: z.string(),
    due_at: instant,
    from: instant,
    to: instant.meta({ description: 'The first instant after the period' }),
    time_zone: z.string(),
    state: z.enum(deliveryStates),
    reason: z.string().nullable().meta({ description: 'Why it is not sent yet, or never' }),
    attempts: z.number().int(),
    sent_at: instant.nullable(),
    file_name: z.string().nullable(),
    created_at: instant,
  })
  .meta({ id: 'ReportDelivery' });
export type ReportDelivery = z.output<typeof ReportDelivery>;

export const reportDeliveryList = defineOperation({
  name: 'report_delivery.list',
  summary: 'List what scheduled reports were sent to whom, the newest first',
  permission: 'reports.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput, schedule_id: scheduleId.optional(), state: z.enum(deliveryStates).optional() }),
  output: pageOf(ReportDelivery),
  errors: ['invalid_cursor'],
  examples: [{}, { schedule_id: exampleId, state: 'sent' }],
  http: { method: 'GET', path: '/reports/deliveries' },
});

const deliveryInput = { schedule_id: scheduleId, delivery_id: publicId('reportDelivery') };
const exampleDelivery = { schedule_id: exampleId, delivery_id: 'rdl_01jdnhwyg0e008000000000001' };

export const reportDeliveryRetry = defineOperation({
  name: 'report_delivery.retry',
  summary: 'Send a report again that the mail server refused, or that could not be made',
  permission: 'reports.write',
  scope: schedulePlace,
  input: z.strictObject(deliveryInput),
  output: ReportDelivery,
  errors: ['conflict'],
  examples: [exampleDelivery],
  http: { method: 'POST', path: '/reports/schedules/{schedule_id}/deliveries/{delivery_id}/retry' },
});

export const reportDeliveryFile = defineOperation({
  name: 'report_delivery.file',
  summary: 'Download the file of a report that was sent',
  permission: 'reports.read',
  scope: schedulePlace,
  input: z.strictObject(deliveryInput),
  output: z.string().meta({ description: 'The file, in the content type of its format' }),
  examples: [exampleDelivery],
  http: {
    method: 'GET',
    path: '/reports/schedules/{schedule_id}/deliveries/{delivery_id}/file',
    kind: 'download',
    contentTypes: ['application/octet-stream'],
  },
  recordsReads: true,
});

/** What the forms of the console check before they send: a select gives its value as a text. */
const formFields = { weekday: z.coerce.number().int().min(1).max(7).optional() };

/** The form of a new schedule. */
export const reportScheduleForm = z.object({
  ...fields,
  ...scopeInput,
  kind: z.enum(reportKinds),
  ...{ sections: fields.sections.optional(), user_ids: fields.user_ids.optional(), emails: fields.emails.optional() },
  ...{ month_day: fields.month_day.optional(), time_zone: timeZone.optional(), ...formFields },
});

/** The form of a schedule that is changed. */
export const reportScheduleEditForm = reportScheduleForm.omit({
  ...{ kind: true, scope: true, department_id: true, team_id: true, project_id: true, cost_center_id: true },
});
