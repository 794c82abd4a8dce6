import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getTenantSettings, updateTenantSettings } from '#lib/place-settings/index.ts';

export const GET = defineRoute(getTenantSettings);
export const PATCH = defineRoute(updateTenantSettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
