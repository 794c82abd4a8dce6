import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listPools } from '#lib/pools/index.ts';

export const GET = defineRoute(listPools);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
