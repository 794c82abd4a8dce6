import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, searchText, timeZone, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { widgetRanges } from './widget-names.ts';
import { WidgetAnswer, widgetList } from './widgets.ts';

/** Dashboards of one organization, and shares of one dashboard, at most. */
export const dashboardsMax = 500;
const sharesMax = 50;

/** What a new dashboard can begin with. */
export const dashboardTemplates = ['blank', 'executive', 'finance', 'platform', 'team'] as const;
export type DashboardTemplate = (typeof dashboardTemplates)[number];

const right = z.enum(['view', 'edit']);
/** Whom a dashboard is shared with; of a team also those of the teams below it. */
export const DashboardShare = z
  .discriminatedUnion('with', [
    z.strictObject({ with: z.literal('tenant'), right }),
    z.strictObject({ with: z.literal('team'), team_id: publicId('team'), right }),
    z.strictObject({ with: z.literal('role'), role_id: publicId('role'), right }),
  ])
  .meta({ id: 'DashboardShare' });
export type DashboardShare = z.output<typeof DashboardShare>;

const written = {
  name: line(120),
  description: paragraph(1000),
  range: z.enum(widgetRanges).meta({ description: 'Up to now; of widgets that have none of their own' }),
  widgets: widgetList,
  shares: z.array(DashboardShare).max(sharesMax).meta({ description: 'Nobody but the owner where empty' }),
};

const summary = {
  id: publicId('dashboard'),
  name: z.string(),
  description: z.string(),
  range: written.range,
  shares: written.shares,
  owner_name: z.string(),
  is_own: z.boolean(),
  can_edit: z.boolean().meta({ description: 'Whether the caller may change it; only its owner shares or deletes it' }),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
};

/** A dashboard without its widgets, as lists have it. */
export const DashboardSummary = z.strictObject({ ...summary, widget_count: z.number().int().min(0) }).meta({ id: 'DashboardSummary' });
export type DashboardSummary = z.output<typeof DashboardSummary>;

/** Questions somebody keeps together. It holds no figures: who looks sees what their own rights show them. */
export const Dashboard = z.strictObject({ ...summary, widgets: widgetList }).meta({ id: 'Dashboard' });
export type Dashboard = z.output<typeof Dashboard>;

const dashboardId = publicId('dashboard');
const exampleId = 'dsh_01jdnhwyg0e008000000000001';
const read = { permission: 'analytics.read', ownPermission: 'usage.own', scope: 'list' } as const;
const write = { permission: 'dashboards.write', scope: 'list' } as const;

export const dashboardList = defineOperation({
  ...read,
  name: 'dashboard.list',
  summary: 'List dashboards: own ones and those that are shared with the caller',
  input: z.strictObject({ ...pageInput, search: searchText, sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name') }),
  output: pageOf(DashboardSummary),
  errors: ['invalid_cursor'],
  examples: [{}, { search: 'spend', sort: '-created_at' }],
  http: { method: 'GET', path: '/dashboards' },
});

export const dashboardGet = defineOperation({
  ...read,
  name: 'dashboard.get',
  summary: 'Get a dashboard with its widgets',
  input: z.strictObject({ dashboard_id: dashboardId }),
  output: Dashboard,
  examples: [{ dashboard_id: exampleId }],
  http: { method: 'GET', path: '/dashboards/{dashboard_id}' },
});

export const dashboardFigures = defineOperation({
  ...read,
  name: 'dashboard.figures',
  summary: 'Get what the widgets of a dashboard show to the caller, under the caller’s own rights',
  input: z.strictObject({
    dashboard_id: dashboardId,
    range: z.enum(widgetRanges).optional().meta({ description: 'In place of that of the dashboard' }),
    time_zone: timeZone.optional().meta({ description: 'Where days begin; the caller’s, else the organization’s' }),
  }),
  output: z.strictObject({ as_of: instant, widgets: z.array(WidgetAnswer) }),
  examples: [{ dashboard_id: exampleId }, { dashboard_id: exampleId, range: '7d' }],
  http: { method: 'GET', path: '/dashboards/{dashboard_id}/figures' },
});

export const dashboardPreview = defineOperation({
  ...read,
  name: 'dashboard.preview',
  summary: 'Get what widgets would show to the caller, before a dashboard has them',
  input: z.strictObject({
    widgets: widgetList,
    range: written.range.default('30d'),
    time_zone: timeZone.optional().meta({ description: 'Where days begin; the caller’s, else the organization’s' }),
  }),
  output: z.strictObject({ as_of: instant, widgets: z.array(WidgetAnswer) }),
  examples: [{ widgets: [{ kind: 'figure', id: 'spend', title: 'Spend', x: 0, y: 0, w: 4, h: 2, measure: 'cost' }], range: '7d' }],
  http: { method: 'POST', path: '/dashboards/preview', asks: true },
});

export const dashboardCreate = defineOperation({
  ...write,
  name: 'dashboard.create',
  summary: 'Create a dashboard, from a template or with widgets',
  input: z
    .strictObject({
      name: written.name,
      description: written.description.default(''),
      range: written.range.default('30d'),
      template: z.enum(dashboardTemplates).optional().meta({ description: 'In place of widgets' }),
      widgets: written.widgets.optional(),
      shares: written.shares.default([]),
    })
    .refine(({ template, widgets }) => template === undefined || widgets === undefined, {
      path: ['template'],
      error: 'Give widgets or a template, not both',
    }),
  output: Dashboard,
  errors: ['limit_reached'],
  examples: [
    { name: 'Monday', template: 'executive', shares: [{ with: 'tenant', right: 'view' }] },
    {
      name: 'Spend by team',
      widgets: [
        { kind: 'figure', id: 'spend', title: 'Spend', x: 0, y: 0, w: 4, h: 2, measure: 'cost' },
        { kind: 'bars', id: 'teams', title: 'Teams', x: 4, y: 0, w: 8, h: 4, measure: 'cost', group_by: 'team' },
      ],
    },
  ],
  http: { method: 'POST', path: '/dashboards', status: 201 },
});

export const dashboardUpdate = defineOperation({
  ...write,
  name: 'dashboard.update',
  summary: 'Change a dashboard; its owner alone decides whom it is shared with',
  input: z.strictObject({ dashboard_id: dashboardId, ...z.strictObject(written).partial().shape }),
  output: Dashboard,
  errors: ['precondition_failed'],
  examples: [{ dashboard_id: exampleId, name: 'Every Monday' }],
  http: { method: 'PATCH', path: '/dashboards/{dashboard_id}' },
});

export const dashboardDelete = defineOperation({
  ...write,
  name: 'dashboard.delete',
  summary: 'Delete an own dashboard; its embeds end with it',
  input: z.strictObject({ dashboard_id: dashboardId }),
  output: z.strictObject({}),
  examples: [{ dashboard_id: exampleId }],
  http: { method: 'DELETE', path: '/dashboards/{dashboard_id}', status: 204 },
});
