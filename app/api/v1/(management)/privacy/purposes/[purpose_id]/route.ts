import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { updateConsentPurpose } from '#lib/privacy/index.ts';

export const PATCH = defineRoute(updateConsentPurpose);
export const { GET, POST, PUT, DELETE } = refuseMethods('PATCH');
