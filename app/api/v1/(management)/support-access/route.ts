import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listSupportAccess } from '#lib/support/index.ts';

export const GET = defineRoute(listSupportAccess);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
