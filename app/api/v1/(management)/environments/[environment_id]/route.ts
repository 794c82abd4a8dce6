import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getEnvironment, updateEnvironment } from '#lib/projects/index.ts';

export const GET = defineRoute(getEnvironment);
export const PATCH = defineRoute(updateEnvironment);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
