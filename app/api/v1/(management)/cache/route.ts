import { clearCache, getCache, updateCache } from '#lib/cache/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getCache);
export const PUT = defineRoute(updateCache);
export const DELETE = defineRoute(clearCache);
export const { POST, PATCH } = refuseMethods('GET', 'PUT', 'DELETE');
