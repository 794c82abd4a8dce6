import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deactivateUser } from '#lib/identity/index.ts';

export const POST = defineRoute(deactivateUser);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
