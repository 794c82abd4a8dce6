import { defineQuery } from '#lib/command/define-query.ts';
import { dashboardFigures, dashboardPreview } from '#lib/contracts/dashboards.ts';
import { readShown, toDashboard } from './dashboard-rows.ts';
import { readFigures } from './read-figures.ts';

export const getFigures = defineQuery(dashboardFigures, async (ctx, { dashboard_id: id, range, time_zone: timeZone }) => {
  const { row, audience } = await readShown(ctx, id);
  const dashboard = toDashboard(row, audience);
  const widgets = await readFigures(ctx, dashboard.widgets, { range: range ?? dashboard.range, timeZone });
  return { as_of: ctx.now, widgets };
});

/** The same of widgets that no dashboard has yet. */
export const previewWidgets = defineQuery(dashboardPreview, async (ctx, { widgets, range, time_zone: timeZone }) => ({
  as_of: ctx.now,
  widgets: await readFigures(ctx, widgets, { range, timeZone }),
}));
