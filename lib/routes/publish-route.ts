import { routeVersion } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { routePublish } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeRoute, draftColumns, lockRoute } from './change-route.ts';
import { requireDefinition } from './require-definition.ts';
import { toStoredDefinition } from './stored-definition.ts';

/** The draft becomes the next version. What it names may have gone since it was saved, so it is checked again. */
export const publishRoute = defineCommand(routePublish, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  // Two routes that are published at the same time could link to each other.
  await lockTenant(tx, tenantId);
  const before = await lockRoute(ctx, input.route_id);
  if (before.draft === null)
    throw new AppError('conflict', { detail: 'There is no draft to publish: what is in force is what was saved last.' });
  await requireDefinition(ctx, before.draft, before.id, '/draft');
  const number = (before.latest_version ?? 0) + 1;
  const definition = toStoredDefinition(before.draft);
  await tx.insert(routeVersion).values({
    ...{ tenantId, routeId: before.id, number, definition, note: input.note },
    ...{ createdBy: ctx.caller.userId, createdAt: now },
  });
  return changeRoute(ctx, before, { publishedVersion: number, publishedAt: now, ...draftColumns(ctx, null) });
});
