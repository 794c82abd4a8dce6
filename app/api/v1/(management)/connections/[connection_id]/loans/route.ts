import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { lendConnection } from '#lib/pools/index.ts';

export const POST = defineRoute(lendConnection);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
