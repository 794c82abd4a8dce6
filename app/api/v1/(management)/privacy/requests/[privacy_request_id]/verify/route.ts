import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { verifyPrivacyRequest } from '#lib/privacy/index.ts';

export const POST = defineRoute(verifyPrivacyRequest);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
