import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { suspendTenant } from '#lib/platform/index.ts';

export const POST = defineRoute(suspendTenant);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
