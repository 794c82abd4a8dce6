import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createRelease, listReleasesOfProject } from '#lib/projects/index.ts';

export const GET = defineRoute(listReleasesOfProject);
export const POST = defineRoute(createRelease);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
