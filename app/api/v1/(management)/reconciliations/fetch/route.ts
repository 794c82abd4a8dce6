import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { fetchFigures } from '#lib/reconciliations/index.ts';

export const POST = defineRoute(fetchFigures);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
