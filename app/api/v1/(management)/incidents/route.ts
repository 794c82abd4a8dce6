import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listIncidents } from '#lib/incidents/index.ts';

export const GET = defineRoute(listIncidents);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
