import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getStatement } from '#lib/statements/index.ts';

export const GET = defineRoute(getStatement);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
