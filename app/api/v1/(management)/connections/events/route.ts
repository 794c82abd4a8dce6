import { defineStreamRoute } from '#lib/http/define-stream-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { followConnections } from '#lib/routes/index.ts';

export const GET = defineStreamRoute(followConnections);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
