import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { grantSupportAccess } from '#lib/support/index.ts';

export const POST = defineRoute(grantSupportAccess);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
