import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getRateLimitSettings, updateRateLimitSettings } from '#lib/rate-limits/index.ts';

export const GET = defineRoute(getRateLimitSettings);
export const PUT = defineRoute(updateRateLimitSettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
