import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getReconciliation } from '#lib/reconciliations/index.ts';

export const GET = defineRoute(getReconciliation);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
