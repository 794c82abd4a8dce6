import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createConnection, listConnections } from '#lib/sso/index.ts';

export const GET = defineRoute(listConnections);
export const POST = defineRoute(createConnection);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
