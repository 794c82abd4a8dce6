import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { acknowledgeIncident } from '#lib/incidents/index.ts';

export const POST = defineRoute(acknowledgeIncident);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
