import { getConnection, updateConnection } from '#lib/connections/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getConnection);
export const PATCH = defineRoute(updateConnection);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
