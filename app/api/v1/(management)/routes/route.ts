import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createRoute, listRoutes } from '#lib/routes/index.ts';

export const GET = defineRoute(listRoutes);
export const POST = defineRoute(createRoute);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
