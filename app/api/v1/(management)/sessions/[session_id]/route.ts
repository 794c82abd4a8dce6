import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { revokeSession } from '#lib/identity/index.ts';

export const DELETE = defineRoute(revokeSession);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
