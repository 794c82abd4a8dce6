import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { restoreEnvironment } from '#lib/projects/index.ts';

export const POST = defineRoute(restoreEnvironment);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
