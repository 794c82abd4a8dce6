import { defineStreamRoute } from '#lib/http/define-stream-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { followIncidents } from '#lib/incidents/index.ts';

export const GET = defineStreamRoute(followIncidents);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
