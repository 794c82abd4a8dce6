import { isDeepStrictEqual } from 'node:util';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { type Route, routeUpdate } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeRoute, draftColumns, lockRoute } from './change-route.ts';
import { requireDefinition } from './require-definition.ts';
import { toStoredDefinition } from './stored-definition.ts';

/** The columns of a draft that differs from the one before; a draft that equals what is in force is none. */
async function draftChange(ctx: OperationContext, before: Route, draft: RouteDefinition | null | undefined) {
  if (draft === undefined || isDeepStrictEqual(draft, before.draft)) return {};
  if (draft !== null) {
    await requireDefinition(ctx, draft, before.id, '/draft');
    return draftColumns(ctx, isDeepStrictEqual(draft, before.definition) ? null : toStoredDefinition(draft));
  }
  if (before.definition === null)
    throw new AppError('conflict', { detail: 'Nothing of this route is published yet: it cannot be without a draft. Archive it instead.' });
  return draftColumns(ctx, null);
}

export const updateRoute = defineCommand(routeUpdate, async (ctx, input) => {
  const before = await lockRoute(ctx, input.route_id);
  const columns = {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(input.description === undefined || input.description === before.description ? {} : { description: input.description }),
    ...(await draftChange(ctx, before, input.draft)),
  };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : changeRoute(ctx, before, columns);
});
