import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listEffectiveLimits } from '#lib/rate-limits/index.ts';

export const GET = defineRoute(listEffectiveLimits);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
