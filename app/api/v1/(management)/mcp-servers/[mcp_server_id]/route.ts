import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getServer, updateServer } from '#lib/mcp/index.ts';

export const GET = defineRoute(getServer);
export const PATCH = defineRoute(updateServer);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
