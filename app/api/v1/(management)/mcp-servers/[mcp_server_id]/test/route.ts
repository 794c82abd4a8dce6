import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { testServer } from '#lib/mcp/index.ts';

export const POST = defineRoute(testServer);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
