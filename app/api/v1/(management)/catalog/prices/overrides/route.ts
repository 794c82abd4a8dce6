import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listPriceOverrides, proposePriceOverride } from '#lib/prices/index.ts';

export const GET = defineRoute(listPriceOverrides);
export const POST = defineRoute(proposePriceOverride);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
