import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createEnvironment, listEnvironmentsOfProject } from '#lib/projects/index.ts';

export const GET = defineRoute(listEnvironmentsOfProject);
export const POST = defineRoute(createEnvironment);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
