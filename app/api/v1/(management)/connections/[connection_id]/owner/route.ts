import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { assignConnection } from '#lib/pools/index.ts';

export const PUT = defineRoute(assignConnection);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
