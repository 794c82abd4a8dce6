import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { approvePriceVersion } from '#lib/prices/index.ts';

export const POST = defineRoute(approvePriceVersion);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
