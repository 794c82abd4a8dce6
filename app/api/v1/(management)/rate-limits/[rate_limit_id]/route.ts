import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteRateLimit, getRateLimit, updateRateLimit } from '#lib/rate-limits/index.ts';

export const GET = defineRoute(getRateLimit);
export const PATCH = defineRoute(updateRateLimit);
export const DELETE = defineRoute(deleteRateLimit);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
