import { isDeepStrictEqual } from 'node:util';
import { and, count, eq, gt, isNull } from 'drizzle-orm';
import { dashboard, embed } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { Dashboard, dashboardCreate, dashboardDelete, dashboardsMax, dashboardUpdate } from '#lib/contracts/dashboards.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { mayChange } from './audience.ts';
import { readShown, storedShare, storedWidgets, toDashboard, widgetsOf } from './dashboard-rows.ts';
import { requireShares } from './require-shares.ts';
import { seesAsMuch } from './sees-as-much.ts';
import { widgetsOfTemplate } from './templates.ts';

async function requireRoom({ tx, tenantId }: OperationContext): Promise<void> {
  await lockTenant(tx, tenantId);
  const [counted] = await tx.select({ of: count() }).from(dashboard).where(eq(dashboard.tenantId, tenantId));
  if ((counted?.of ?? 0) < dashboardsMax) return;
  throw new AppError('limit_reached', { detail: `There are ${dashboardsMax} dashboards, which is the most. Delete one first.` });
}

export const createDashboard = defineCommand(dashboardCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await requireShares(ctx, input.shares);
  await requireRoom(ctx);
  const widgets = input.widgets ?? widgetsOfTemplate(input.template ?? 'blank');
  const id = newUuid(now.getTime());
  await tx.insert(dashboard).values({
    ...{ tenantId, id, ownerId: caller.userId, name: input.name, description: input.description, range: input.range },
    ...{ widgets: storedWidgets(widgets), shares: input.shares.map(storedShare), createdAt: now, updatedAt: now },
  });
  const { row, audience } = await readShown(ctx, id);
  const result = toDashboard(row, audience);
  return { result, changes: [changeOf('dashboard', 'dashboard', Dashboard, null, result)] };
});

/** The dashboard, held until the end of the transaction. Not there and not shown are the same; shown only to look at is `forbidden`. */
async function lockChangeable(ctx: OperationContext, id: string) {
  await lockRow(ctx.tx, dashboard, ctx.tenantId, id);
  const found = await readShown(ctx, id);
  if (!mayChange(found.audience, found.row))
    throw new AppError('forbidden', {
      detail: `This dashboard is shared with you to look at. ${found.row.ownerName} can let you change it.`,
    });
  return found;
}

/**
 * Refuses to choose what other sites are shown under the rights of somebody who sees more: an embed shows the dashboard as it is
 * now, with what its author may see.
 */
async function requireMayChoose(ctx: OperationContext, id: string): Promise<void> {
  const { tx, tenantId, now } = ctx;
  const active = and(eq(embed.tenantId, tenantId), eq(embed.dashboardId, id), isNull(embed.revokedAt), gt(embed.expiresAt, now));
  for (const { authorId } of await tx.selectDistinct({ authorId: embed.authorId }).from(embed).where(active))
    if (!(await seesAsMuch(ctx, authorId)))
      throw new AppError('forbidden', {
        detail:
          'Other sites show this dashboard with the rights of somebody who sees more than you. Change a copy, or have the embed ended.',
      });
}

export const updateDashboard = defineCommand(dashboardUpdate, async (ctx, { dashboard_id: id, ...input }) => {
  const { tx, tenantId, now } = ctx;
  const { row, audience } = await lockChangeable(ctx, id);
  ctx.expectVersion(row.version);
  const before = toDashboard(row, audience);
  const shares = input.shares?.map(storedShare);
  const movesShares = shares !== undefined && !isDeepStrictEqual(shares, row.shares);
  if (movesShares && row.ownerId !== ctx.caller.userId)
    throw new AppError('forbidden', { detail: 'Only its owner decides whom a dashboard is shared with.' });
  if (movesShares) await requireShares(ctx, input.shares ?? []);
  const widgets = storedWidgets(input.widgets ?? widgetsOf(row));
  const range = input.range ?? row.range;
  if (range !== row.range || !isDeepStrictEqual(widgets, storedWidgets(widgetsOf(row)))) await requireMayChoose(ctx, row.id);
  await tx
    .update(dashboard)
    .set({
      ...{ name: input.name ?? row.name, description: input.description ?? row.description, range },
      ...{ widgets, shares: shares ?? row.shares },
      ...{ updatedAt: now, version: row.version + 1 },
    })
    .where(and(eq(dashboard.tenantId, tenantId), eq(dashboard.id, id)));
  const after = await readShown(ctx, id);
  const result = toDashboard(after.row, after.audience);
  return { result, changes: [changeOf('dashboard', 'dashboard', Dashboard, before, result)] };
});

export const deleteDashboard = defineCommand(dashboardDelete, async (ctx, { dashboard_id: id }) => {
  const { tx, tenantId } = ctx;
  const { row, audience } = await lockChangeable(ctx, id);
  ctx.expectVersion(row.version);
  if (row.ownerId !== ctx.caller.userId) throw new AppError('forbidden', { detail: 'Only its owner deletes a dashboard.' });
  const before = toDashboard(row, audience);
  await tx.delete(dashboard).where(and(eq(dashboard.tenantId, tenantId), eq(dashboard.id, id)));
  return { result: {}, changes: [changeOf('dashboard', 'dashboard', Dashboard, before, null)] };
});
