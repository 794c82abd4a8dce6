import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPlatformTenant } from '#lib/platform/index.ts';

export const GET = defineRoute(getPlatformTenant);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
