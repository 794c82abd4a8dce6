import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { rejectPrivacyRequest } from '#lib/privacy/index.ts';

export const POST = defineRoute(rejectPrivacyRequest);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
