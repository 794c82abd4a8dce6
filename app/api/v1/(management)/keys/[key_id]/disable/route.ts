import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { disableKey } from '#lib/keys/index.ts';

export const POST = defineRoute(disableKey);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
