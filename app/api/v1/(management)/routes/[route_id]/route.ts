import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getRoute, updateRoute } from '#lib/routes/index.ts';

export const GET = defineRoute(getRoute);
export const PATCH = defineRoute(updateRoute);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
