import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPolicySettings, setPolicySettings } from '#lib/policies/index.ts';

export const GET = defineRoute(getPolicySettings);
export const PUT = defineRoute(setPolicySettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
