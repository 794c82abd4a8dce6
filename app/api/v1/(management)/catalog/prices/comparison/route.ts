import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { compareModelPrices } from '#lib/prices/index.ts';

export const GET = defineRoute(compareModelPrices);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
