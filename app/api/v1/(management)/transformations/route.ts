import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listTransformations, replaceTransformations } from '#lib/transformations/index.ts';

export const GET = defineRoute(listTransformations);
export const PUT = defineRoute(replaceTransformations);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
