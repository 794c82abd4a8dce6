import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { rollbackRoute } from '#lib/routes/index.ts';

export const POST = defineRoute(rollbackRoute);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
