import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listUsageEvents } from '#lib/usage/index.ts';

export const GET = defineRoute(listUsageEvents);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
