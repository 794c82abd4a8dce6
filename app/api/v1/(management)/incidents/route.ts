import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listIncidents, openIncident } from '#lib/incidents/index.ts';

export const GET = defineRoute(listIncidents);
export const POST = defineRoute(openIncident);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
