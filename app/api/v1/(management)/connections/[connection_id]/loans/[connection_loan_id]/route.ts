import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { recallConnection } from '#lib/pools/index.ts';

export const DELETE = defineRoute(recallConnection);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
