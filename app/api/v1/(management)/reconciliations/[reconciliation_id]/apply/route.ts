import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { applyEvidence } from '#lib/reconciliations/index.ts';

export const POST = defineRoute(applyEvidence);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
