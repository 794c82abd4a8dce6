import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPrivacyRequest } from '#lib/privacy/index.ts';

export const GET = defineRoute(getPrivacyRequest);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
