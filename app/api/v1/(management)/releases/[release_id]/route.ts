import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { updateRelease } from '#lib/projects/index.ts';

export const PATCH = defineRoute(updateRelease);
export const { GET, POST, PUT, DELETE } = refuseMethods('PATCH');
