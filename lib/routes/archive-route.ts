import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { routeArchive } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeRoute, draftColumns, lockRoute } from './change-route.ts';
import { readLinkableRoutes } from './require-definition.ts';
import { linksOf } from './walk-nodes.ts';

/** Takes a route out of service; refused as long as another published route links to it. */
export const archiveRoute = defineCommand(routeArchive, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await lockRoute(ctx, input.route_id);
  for (const { name, definition } of (await readLinkableRoutes(ctx)).values()) {
    if (definition !== null && linksOf(definition).includes(before.id))
      throw new AppError('conflict', { detail: `The route "${name}" uses this one. Change it first.` });
  }
  return changeRoute(ctx, before, { archivedAt: ctx.now, ...draftColumns(ctx, null) });
});
