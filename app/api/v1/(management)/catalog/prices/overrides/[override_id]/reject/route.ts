import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { rejectPriceOverride } from '#lib/prices/index.ts';

export const POST = defineRoute(rejectPriceOverride);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
