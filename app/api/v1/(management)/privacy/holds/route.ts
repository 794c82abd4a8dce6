import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createLegalHold, listLegalHolds } from '#lib/privacy/index.ts';

export const GET = defineRoute(listLegalHolds);
export const POST = defineRoute(createLegalHold);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
