import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { archiveProject } from '#lib/projects/index.ts';

export const POST = defineRoute(archiveProject);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
