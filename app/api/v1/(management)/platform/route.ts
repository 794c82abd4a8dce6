import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPlatformOverview } from '#lib/platform/index.ts';

export const GET = defineRoute(getPlatformOverview);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
