import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createPrivacyRequest, listPrivacyRequests } from '#lib/privacy/index.ts';

export const GET = defineRoute(listPrivacyRequests);
export const POST = defineRoute(createPrivacyRequest);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
