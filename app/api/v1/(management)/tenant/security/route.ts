import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getSecuritySettings, updateSecuritySettings } from '#lib/identity/index.ts';

export const GET = defineRoute(getSecuritySettings);
export const PATCH = defineRoute(updateSecuritySettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
