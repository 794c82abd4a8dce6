import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { routeRollback } from '#lib/contracts/routes.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeRoute, lockRoute } from './change-route.ts';
import { checkLinks } from './check-links.ts';
import { readLinkableRoutes } from './require-definition.ts';
import { readVersion } from './version-rows.ts';

/**
 * Puts an older version in force; the draft stays. It is taken even where a model of it is not served any more, because a way
 * back must not depend on that; only a link that would lead in a circle is refused.
 */
export const rollbackRoute = defineCommand(routeRollback, async (ctx, input) => {
  await lockTenant(ctx.tx, ctx.tenantId);
  const before = await lockRoute(ctx, input.route_id);
  const wanted = await readVersion(ctx, before, input.number);
  if (wanted === null)
    throw new AppError('validation_failed', { errors: [{ pointer: '/number', detail: `This route has no version ${input.number}` }] });
  if (before.published_version === input.number) throw new AppError('conflict', { detail: `Version ${input.number} is in force already.` });
  const circle = checkLinks(wanted.definition, await readLinkableRoutes(ctx), before.id).find(({ detail }) =>
    detail.includes('leads back'),
  );
  if (circle !== undefined)
    throw new AppError('conflict', { detail: `Version ${input.number} links to a route that uses this one: ${circle.detail}.` });
  return changeRoute(ctx, before, { publishedVersion: input.number, publishedAt: ctx.now });
});
