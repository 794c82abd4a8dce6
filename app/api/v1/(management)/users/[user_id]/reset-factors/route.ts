import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { resetFactors } from '#lib/identity/index.ts';

export const POST = defineRoute(resetFactors);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
