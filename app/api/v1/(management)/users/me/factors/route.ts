import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listFactors } from '#lib/second-factors/index.ts';

export const GET = defineRoute(listFactors);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
