import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listPreferences } from '#lib/routes/index.ts';

export const GET = defineRoute(listPreferences);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
