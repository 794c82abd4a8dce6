import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { endPriceOverride } from '#lib/prices/index.ts';

export const POST = defineRoute(endPriceOverride);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
