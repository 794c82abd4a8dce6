import { and, eq } from 'drizzle-orm';
import { dashboard } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type DashboardSummary, dashboardGet, dashboardList } from '#lib/contracts/dashboards.ts';
import { readAudience, visibleTo } from './audience.ts';
import { readShown, selectDashboards, toDashboard, toSummary } from './dashboard-rows.ts';

export const listDashboards = defineQuery(dashboardList, async (ctx, { search, sort, cursor, limit }) => {
  const audience = await readAudience(ctx);
  const keyset = keysetOf<DashboardSummary>(sort, nameOrder(sort, dashboard), cursor);
  const rows = await selectDashboards(ctx)
    .where(and(eq(dashboard.tenantId, ctx.tenantId), visibleTo(audience), containsText([dashboard.name], search), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(
    rows.map((row) => toSummary(row, audience)),
    limit,
  );
});

export const getSavedDashboard = defineQuery(dashboardGet, async (ctx, { dashboard_id: id }) => {
  const { row, audience } = await readShown(ctx, id);
  return toDashboard(row, audience);
});
