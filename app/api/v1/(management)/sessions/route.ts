import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listSessions } from '#lib/identity/index.ts';

export const GET = defineRoute(listSessions);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
