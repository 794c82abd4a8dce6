import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getIncident } from '#lib/incidents/index.ts';

export const GET = defineRoute(getIncident);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
