import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createRateLimit, listRateLimits } from '#lib/rate-limits/index.ts';

export const GET = defineRoute(listRateLimits);
export const POST = defineRoute(createRateLimit);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
