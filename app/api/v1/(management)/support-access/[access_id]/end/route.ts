import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { endSupportAccess } from '#lib/support/index.ts';

export const POST = defineRoute(endSupportAccess);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
