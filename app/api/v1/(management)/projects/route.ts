import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createProject, listProjects } from '#lib/projects/index.ts';

export const GET = defineRoute(listProjects);
export const POST = defineRoute(createProject);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
