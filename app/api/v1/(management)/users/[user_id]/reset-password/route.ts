import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { resetPassword } from '#lib/identity/index.ts';

export const POST = defineRoute(resetPassword);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
