import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import {
  hasItsPeriod,
  hasItsPlace,
  reportFormats,
  reportKinds,
  reportPlace,
  reportQuery,
  reportScopes,
  reportSections,
} from './report-request.ts';

/** What the values of a column are: money is decimal dollars, instants are RFC 3339, the rest numbers and texts. */
export const reportColumnKinds = ['text', 'count', 'usd', 'percent', 'instant', 'day'] as const;

const Cell = z.union([z.string(), z.number()]).nullable();

const ReportColumn = z.strictObject({ id: z.string(), header: z.string(), kind: z.enum(reportColumnKinds) });

const ReportSection = z.strictObject({
  id: z.enum(reportSections),
  title: z.string(),
  columns: z.array(ReportColumn),
  rows: z.array(z.array(Cell)),
  total: z.array(Cell).nullable().meta({ description: 'Sums of the rows, where they have any' }),
  note: z.string().nullable().meta({ description: 'What the rows leave out' }),
});

/** A report as it stands in every format. */
export const ReportDocument = z
  .strictObject({
    kind: z.enum(reportKinds),
    title: z.string(),
    organization: z.string(),
    scope: z.strictObject({ kind: z.enum(reportScopes), id: z.string().nullable(), name: z.string() }),
    from: instant,
    to: instant.meta({ description: 'The first instant after the period' }),
    time_zone: z.string(),
    period_label: z.string(),
    created_at: instant,
    sections: z.array(ReportSection),
  })
  .meta({ id: 'ReportDocument' });
export type ReportDocument = z.output<typeof ReportDocument>;
export type ReportSection = ReportDocument['sections'][number];

export const reportKindList = defineOperation({
  name: 'report.kinds',
  summary: 'List the kinds of reports with their sections and what seeing them needs',
  permission: 'reports.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({
    data: z.array(
      z.strictObject({
        kind: z.enum(reportKinds),
        title: z.string(),
        description: z.string(),
        permission: z.string(),
        scopes: z.array(z.enum(reportScopes)),
        sections: z.array(z.strictObject({ id: z.enum(reportSections), title: z.string() })),
        allowed: z.boolean().meta({ description: 'Whether the caller holds the permission anywhere' }),
      }),
    ),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/reports' },
});

const queryInput = z.strictObject(reportQuery);

export const reportPreview = defineOperation({
  name: 'report.preview',
  summary: 'See a report as it would be now, and the e-mail it would come in',
  permission: 'reports.read',
  scope: reportPlace,
  input: queryInput.superRefine(hasItsPlace).superRefine(hasItsPeriod),
  output: z.strictObject({
    document: ReportDocument,
    mail: z.strictObject({ subject: z.string(), text: z.string(), html: z.string() }),
  }),
  examples: [
    { kind: 'cost' },
    { kind: 'usage', scope: 'team', team_id: 'team_01jdnhwyg0e008000000000001', period: 'last_week', sections: 'summary,models' },
    { kind: 'audit', period: 'last_day' },
  ],
  http: { method: 'GET', path: '/reports/preview' },
  recordsReads: true,
});

export const reportFile = defineOperation({
  name: 'report.file',
  summary: 'Download a report as CSV, Excel, PDF or JSON',
  permission: 'reports.read',
  scope: reportPlace,
  input: z
    .strictObject({ ...reportQuery, format: z.enum(reportFormats).default('pdf') })
    .superRefine(hasItsPlace)
    .superRefine(hasItsPeriod),
  output: z.string().meta({ description: 'The file, in the content type of its format' }),
  examples: [
    { kind: 'cost', format: 'csv' },
    { kind: 'executive', format: 'json', period: 'last_quarter' },
    { kind: 'chargeback', format: 'pdf' },
  ],
  http: {
    method: 'GET',
    path: '/reports/file',
    kind: 'download',
    contentTypes: ['application/pdf', 'text/csv', 'application/json', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  },
  recordsReads: true,
});
