import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { testConnection } from '#lib/sso/index.ts';

export const POST = defineRoute(testConnection);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
