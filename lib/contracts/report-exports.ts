import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { rangeInput, rangeRule } from './analytics.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { projectId, projectPlace } from './projects.ts';
import { reportFormats, scopeInput } from './report-request.ts';

/** Rows that an Excel file takes: a workbook is put together in memory, and no program opens a larger one gladly. */
export const workbookRowsMax = 20_000;

/** Longest range of calls in one file, in days. */
export const exportedDaysMax = 400;

export const exportStates = ['queued', 'running', 'ready', 'failed', 'cancelled', 'expired'] as const;

/** A file that somebody asked for, and how far it is. */
export const ReportExport = z
  .strictObject({
    id: publicId('reportExport'),
    subject: z.enum(['usage_events', 'analytics']),
    format: z.enum(reportFormats),
    state: z.enum(exportStates),
    rows_done: z.number().int(),
    rows_total: z.number().int().nullable().meta({ description: 'Null before it was counted' }),
    size_bytes: z.number().int(),
    file_name: z.string(),
    file_path: z
      .string()
      .nullable()
      .meta({ description: 'Where the file can be had, in whole or by ranges of bytes; null before it is ready' }),
    error: z.string().nullable(),
    created_at: instant,
    finished_at: instant.nullable(),
    expires_at: instant,
  })
  .meta({ id: 'ReportExport' });
export type ReportExport = z.output<typeof ReportExport>;

const exportId = publicId('reportExport');
const exampleId = 'rex_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const { cost_center_id: _, ...placeInput } = scopeInput;

interface CallsInput {
  readonly scope: 'tenant' | 'department' | 'team' | 'project';
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
  readonly project_id?: string | undefined;
  readonly from: Date;
  readonly to: Date;
}

function fitsTogether(input: CallsInput, context: z.RefinementCtx): void {
  for (const kind of ['department', 'team', 'project'] as const) {
    const isGiven = input[`${kind}_id`] !== undefined;
    if (isGiven === (kind === input.scope)) continue;
    const message = isGiven ? `Not with the scope ${input.scope}` : `The scope ${kind} needs it`;
    context.addIssue({ code: 'custom', path: [`${kind}_id`], message });
  }
  const days = (input.to.getTime() - input.from.getTime()) / 86_400_000;
  if (days > 0 && days <= exportedDaysMax) return;
  context.addIssue({
    code: 'custom',
    path: ['to'],
    message: days <= 0 ? '"to" must be after "from"' : `At most ${exportedDaysMax} days at once`,
  });
}

export const reportExportCreate = defineOperation({
  name: 'report_export.create',
  summary: 'Have all calls of a range written into a file in the background; it is kept for a week',
  permission: 'usage.read',
  scope: {
    of: 'department',
    from: 'department_id',
    absent: { of: 'team', from: 'team_id', absent: { of: 'project', from: 'project_id', absent: 'tenant' } },
  },
  input: z
    .strictObject({
      ...placeInput,
      scope: z.enum(['tenant', 'department', 'team', 'project']).default('tenant'),
      format: z
        .enum(['csv', 'json', 'xlsx'])
        .default('csv')
        .meta({ description: `xlsx: up to ${workbookRowsMax} calls` }),
      from: instant,
      to: instant.meta({ description: 'Calls before this time' }),
    })
    .superRefine(fitsTogether),
  output: ReportExport,
  errors: ['conflict'],
  examples: [
    { from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' },
    { scope: 'team', team_id: exampleTeamId, format: 'json', from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' },
  ],
  http: { method: 'POST', path: '/reports/exports', status: 201 },
});

/** Exports are their author's alone; for everybody else they are not there. */
const ofAuthor = {
  permission: 'reports.read',
  ownPermission: 'reports.read',
  scope: { of: 'report_export', from: 'export_id' },
} as const;

export const reportExportList = defineOperation({
  name: 'report_export.list',
  summary: 'List one’s own exports, the newest first',
  permission: 'reports.read',
  scope: 'list',
  input: z.strictObject(pageInput),
  output: pageOf(ReportExport),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/reports/exports' },
});

export const reportExportGet = defineOperation({
  name: 'report_export.get',
  summary: 'Get an export of one’s own, with how far it is',
  ...ofAuthor,
  input: z.strictObject({ export_id: exportId }),
  output: ReportExport,
  examples: [{ export_id: exampleId }],
  http: { method: 'GET', path: '/reports/exports/{export_id}' },
});

export const reportExportCancel = defineOperation({
  name: 'report_export.cancel',
  summary: 'Stop an export of one’s own, or throw its file away',
  ...ofAuthor,
  input: z.strictObject({ export_id: exportId }),
  output: ReportExport,
  errors: ['conflict'],
  examples: [{ export_id: exampleId }],
  http: { method: 'POST', path: '/reports/exports/{export_id}/cancel' },
});

export const reportExportFile = defineOperation({
  name: 'report_export.file',
  summary: 'Download the file of an export of one’s own, whole or by a Range of bytes',
  ...ofAuthor,
  input: z.strictObject({ export_id: exportId }),
  output: z.string().meta({ description: 'The file, in the content type of its format' }),
  errors: ['conflict'],
  examples: [{ export_id: exampleId }],
  http: {
    method: 'GET',
    path: '/reports/exports/{export_id}/file',
    kind: 'download',
    contentTypes: [
      ...['text/csv', 'application/json', 'application/pdf'],
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
  },
  recordsReads: true,
});

const asked = { ...rangeInput, format: z.enum(reportFormats).default('csv') };
const exported = { permission: 'analytics.read', output: ReportExport } as const;

export const teamAnalyticsExport = defineOperation({
  name: 'team_analytics.export',
  summary: 'Have the analytics of a team as a file',
  ...exported,
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({ team_id: publicId('team'), ...asked }).refine(rangeRule.holds, rangeRule.fault),
  examples: [{ team_id: exampleTeamId }, { team_id: exampleTeamId, range: '7d', format: 'pdf' }],
  http: { method: 'POST', path: '/teams/{team_id}/analytics/export', status: 201 },
});

export const departmentAnalyticsExport = defineOperation({
  name: 'department_analytics.export',
  summary: 'Have the analytics of a department as a file',
  ...exported,
  scope: { of: 'department', from: 'department_id' },
  input: z.strictObject({ department_id: publicId('department'), ...asked }).refine(rangeRule.holds, rangeRule.fault),
  examples: [{ department_id: 'dep_01jdnhwyg0e008000000000001', format: 'xlsx' }],
  http: { method: 'POST', path: '/departments/{department_id}/analytics/export', status: 201 },
});

export const projectAnalyticsExport = defineOperation({
  name: 'project_analytics.export',
  summary: 'Have the analytics of a project as a file',
  ...exported,
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId, ...asked }).refine(rangeRule.holds, rangeRule.fault),
  examples: [{ project_id: 'prj_01jdnhwyg0e008000000000001', format: 'json' }],
  http: { method: 'POST', path: '/projects/{project_id}/analytics/export', status: 201 },
});

export const tenantAnalyticsExport = defineOperation({
  name: 'tenant_analytics.export',
  summary: 'Have the analytics of the organization as a file',
  ...exported,
  scope: 'tenant',
  input: z.strictObject(asked).refine(rangeRule.holds, rangeRule.fault),
  examples: [{}, { format: 'json', range: '90d' }],
  http: { method: 'POST', path: '/tenant/analytics/export', status: 201 },
});

/** What the form of the console asks for: days in place of instants. */
export const reportExportForm = z.object({ format: z.enum(['csv', 'json', 'xlsx']), from: z.iso.date(), to: z.iso.date() });
