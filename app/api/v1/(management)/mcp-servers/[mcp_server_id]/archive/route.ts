import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { archiveServer } from '#lib/mcp/index.ts';

export const POST = defineRoute(archiveServer);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
