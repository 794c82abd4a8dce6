import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getModelPriceHistory } from '#lib/prices/index.ts';

export const GET = defineRoute(getModelPriceHistory);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
