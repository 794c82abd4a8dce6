import { followEvents } from '#lib/analytics/index.ts';
import { defineStreamRoute } from '#lib/http/define-stream-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineStreamRoute(followEvents);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
