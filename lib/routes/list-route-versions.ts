import { defineQuery } from '#lib/command/define-query.ts';
import { routeVersionList } from '#lib/contracts/routes.ts';
import { readRoute } from './route-rows.ts';
import { readVersions } from './version-rows.ts';

export const listRouteVersions = defineQuery(routeVersionList, async (ctx, input) => ({
  data: await readVersions(ctx, await readRoute(ctx, input.route_id)),
  next_cursor: null,
}));
