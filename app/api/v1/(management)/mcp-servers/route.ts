import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createServer, listServers } from '#lib/mcp/index.ts';

export const GET = defineRoute(listServers);
export const POST = defineRoute(createServer);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
