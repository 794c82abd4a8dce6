import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { markReleaseFailure } from '#lib/projects/index.ts';

export const POST = defineRoute(markReleaseFailure);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
