import { restoreRole } from '#lib/access/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const POST = defineRoute(restoreRole);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
