import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listEnvironments } from '#lib/projects/index.ts';

export const GET = defineRoute(listEnvironments);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
