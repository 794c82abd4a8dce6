import { and, count, eq, isNull } from 'drizzle-orm';
import { route } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Route, routeCreate, routesMax } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { draftColumns, routeNameTaken } from './change-route.ts';
import { requireDefinition } from './require-definition.ts';
import { readRoute } from './route-rows.ts';
import { toStoredDefinition } from './stored-definition.ts';

async function requireRoomForRoute({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ routes: count() })
    .from(route)
    .where(and(eq(route.tenantId, tenantId), isNull(route.archivedAt)));
  if ((row?.routes ?? 0) >= routesMax)
    throw new AppError('limit_reached', { detail: `The organization has ${routesMax} routes, which is the most.` });
}

export const createRoute = defineCommand(routeCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRoomForRoute(ctx);
  await requireDefinition(ctx, input.draft, null, '/draft');
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, name: input.name, description: input.description, createdAt: now, updatedAt: now },
    ...draftColumns(ctx, toStoredDefinition(input.draft)),
  };
  await refuseDuplicate('route_name', routeNameTaken, tx.insert(route).values(row));
  const after = await readRoute(ctx, id);
  return { result: after, changes: [changeOf('route', 'route', Route, null, after)] };
});
