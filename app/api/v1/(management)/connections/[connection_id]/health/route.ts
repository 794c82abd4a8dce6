import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getConnectionHealth } from '#lib/routes/index.ts';

export const GET = defineRoute(getConnectionHealth);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
