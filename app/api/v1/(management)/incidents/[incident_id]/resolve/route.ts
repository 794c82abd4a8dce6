import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { resolveIncident } from '#lib/incidents/index.ts';

export const POST = defineRoute(resolveIncident);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
