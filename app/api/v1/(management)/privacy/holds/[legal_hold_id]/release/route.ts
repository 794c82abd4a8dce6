import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { releaseLegalHold } from '#lib/privacy/index.ts';

export const POST = defineRoute(releaseLegalHold);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
