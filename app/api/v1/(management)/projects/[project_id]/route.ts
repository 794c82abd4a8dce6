import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getProject, updateProject } from '#lib/projects/index.ts';

export const GET = defineRoute(getProject);
export const PATCH = defineRoute(updateProject);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
