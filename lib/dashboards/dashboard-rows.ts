import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { StoredShare } from '#db/schema/dashboards.ts';
import { dashboard, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Dashboard, DashboardShare, DashboardSummary } from '#lib/contracts/dashboards.ts';
import { widgetRanges } from '#lib/contracts/widget-names.ts';
import { type Widget, widgetList } from '#lib/contracts/widgets.ts';
import { AppError } from '#lib/core/errors.ts';
import { type Audience, mayChange, maySee, readAudience } from './audience.ts';

export type DashboardRow = typeof dashboard.$inferSelect & { readonly ownerName: string };

const ownerName = sql<string>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`;

/** Rows with the names of their owners, to be narrowed and ordered. */
export const selectDashboards = ({ tx }: Pick<OperationContext, 'tx'>) =>
  tx
    .select({ ...getTableColumns(dashboard), ownerName })
    .from(dashboard)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, dashboard.tenantId), eq(userAccount.id, dashboard.ownerId)))
    .$dynamic();

export const storedShare = (share: DashboardShare): StoredShare => {
  if (share.with === 'tenant') return { with: share.with, right: share.right };
  return { with: share.with, right: share.right, id: share.with === 'team' ? share.team_id : share.role_id };
};

function toShare({ with: kind, id = '', right }: StoredShare): DashboardShare {
  if (kind === 'tenant') return { with: kind, right };
  return kind === 'team' ? { with: kind, team_id: id, right } : { with: kind, role_id: id, right };
}

export const widgetsOf = ({ widgets }: Pick<DashboardRow, 'widgets'>): Widget[] => widgetList.parse(widgets);

/** Widgets as they are stored. */
export const storedWidgets = (widgets: readonly Widget[]): unknown => z.encode(widgetList, [...widgets]);

const rangeOf = ({ range }: DashboardRow) => widgetRanges.find((name) => name === range) ?? '30d';

function toCommon(row: DashboardRow, audience: Audience) {
  return {
    ...{ id: row.id, name: row.name, description: row.description, range: rangeOf(row), shares: row.shares.map(toShare) },
    ...{ owner_name: row.ownerName, is_own: row.ownerId === audience.userId, can_edit: mayChange(audience, row) },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, version: row.version },
  };
}

/** A row as callers see it. */
export const toDashboard = (row: DashboardRow, audience: Audience): Dashboard => ({ ...toCommon(row, audience), widgets: widgetsOf(row) });

export const toSummary = (row: DashboardRow, audience: Audience): DashboardSummary => ({
  ...toCommon(row, audience),
  widget_count: widgetsOf(row).length,
});

/** A dashboard that is shared with the caller; `not_found` for any other. */
export async function readShown(ctx: OperationContext, id: string): Promise<{ readonly row: DashboardRow; readonly audience: Audience }> {
  const audience = await readAudience(ctx);
  const [row] = await selectDashboards(ctx).where(and(eq(dashboard.tenantId, ctx.tenantId), eq(dashboard.id, id)));
  if (row === undefined || !maySee(audience, row)) throw new AppError('not_found');
  return { row, audience };
}
