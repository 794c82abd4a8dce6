import { defineQuery } from '#lib/command/define-query.ts';
import { routeGet } from '#lib/contracts/routes.ts';
import { readRoute } from './route-rows.ts';

export const getRoute = defineQuery(routeGet, (ctx, input) => readRoute(ctx, input.route_id));
