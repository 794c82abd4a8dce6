import { and, eq } from 'drizzle-orm';
import { route } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Route } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { readRoute } from './route-rows.ts';

export const routeNameTaken = { pointer: '/name', detail: 'Another route has this name' };

type RouteColumns = Partial<Omit<typeof route.$inferInsert, 'tenantId' | 'id' | 'version' | 'updatedAt'>>;

/** Locks a route and reads it as it is before the change; checks If-Match and refuses archived ones. */
export async function lockRoute(ctx: OperationContext, id: string): Promise<Route> {
  await lockRow(ctx.tx, route, ctx.tenantId, id);
  const before = await readRoute(ctx, id);
  ctx.expectVersion(before.version);
  if (before.status === 'archived') throw new AppError('conflict', { detail: `${before.name} is archived. Create another route.` });
  return before;
}

/** Writes the columns of a locked route, as one more version of the row. */
export async function changeRoute(ctx: OperationContext, before: Route, columns: RouteColumns): Promise<Outcome<Route>> {
  const written = ctx.tx
    .update(route)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(route.tenantId, ctx.tenantId), eq(route.id, before.id)));
  await refuseDuplicate('route_name', routeNameTaken, written);
  const after = await readRoute(ctx, before.id);
  return { result: after, changes: [changeOf('route', 'route', Route, before, after)] };
}

/** Columns of a draft that was just saved, or dropped. */
export const draftColumns = (ctx: OperationContext, stored: unknown): RouteColumns =>
  stored === null
    ? { draft: null, draftSavedAt: null, draftSavedBy: null }
    : { draft: stored, draftSavedAt: ctx.now, draftSavedBy: ctx.caller.userId };
