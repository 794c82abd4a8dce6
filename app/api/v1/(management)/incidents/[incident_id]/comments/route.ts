import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { commentIncident } from '#lib/incidents/index.ts';

export const POST = defineRoute(commentIncident);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
