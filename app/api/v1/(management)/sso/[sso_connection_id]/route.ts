import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getConnection, updateConnection } from '#lib/sso/index.ts';

export const GET = defineRoute(getConnection);
export const PATCH = defineRoute(updateConnection);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
