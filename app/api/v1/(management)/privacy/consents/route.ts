import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listConsents, recordConsent } from '#lib/privacy/index.ts';

export const GET = defineRoute(listConsents);
export const POST = defineRoute(recordConsent);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
