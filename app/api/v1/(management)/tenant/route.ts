import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getTenant, updateTenant } from '#lib/organization/index.ts';

export const GET = defineRoute(getTenant);
export const PATCH = defineRoute(updateTenant);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
