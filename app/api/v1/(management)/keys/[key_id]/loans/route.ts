import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { lendKey } from '#lib/keys/index.ts';

export const POST = defineRoute(lendKey);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
