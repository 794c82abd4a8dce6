import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { beginTotp } from '#lib/second-factors/index.ts';

export const POST = defineRoute(beginTotp);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
