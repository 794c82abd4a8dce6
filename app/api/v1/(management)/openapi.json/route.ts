import { serveOpenApi } from '#lib/http/openapi-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = serveOpenApi;
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
