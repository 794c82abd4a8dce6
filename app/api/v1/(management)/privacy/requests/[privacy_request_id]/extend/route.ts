import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { extendPrivacyRequest } from '#lib/privacy/index.ts';

export const POST = defineRoute(extendPrivacyRequest);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
