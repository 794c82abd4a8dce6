import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { refuseSupportAccess } from '#lib/support/index.ts';

export const POST = defineRoute(refuseSupportAccess);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
