import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createPlatformTenant, listPlatformTenants } from '#lib/platform/index.ts';

export const GET = defineRoute(listPlatformTenants);
export const POST = defineRoute(createPlatformTenant);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
