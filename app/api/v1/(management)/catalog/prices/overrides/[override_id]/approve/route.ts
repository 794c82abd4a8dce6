import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { approvePriceOverride } from '#lib/prices/index.ts';

export const POST = defineRoute(approvePriceOverride);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
