import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listPriceVersions } from '#lib/prices/index.ts';

export const GET = defineRoute(listPriceVersions);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
