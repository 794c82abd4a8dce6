import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createConsentPurpose, listConsentPurposes } from '#lib/privacy/index.ts';

export const GET = defineRoute(listConsentPurposes);
export const POST = defineRoute(createConsentPurpose);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
