import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listRouteVersions } from '#lib/routes/index.ts';

export const GET = defineRoute(listRouteVersions);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
