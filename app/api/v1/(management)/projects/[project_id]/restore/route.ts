import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { restoreProject } from '#lib/projects/index.ts';

export const POST = defineRoute(restoreProject);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
