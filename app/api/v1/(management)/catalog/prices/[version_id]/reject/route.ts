import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { rejectPriceVersion } from '#lib/prices/index.ts';

export const POST = defineRoute(rejectPriceVersion);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
