import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getUsageEvent } from '#lib/usage/index.ts';

export const GET = defineRoute(getUsageEvent);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
