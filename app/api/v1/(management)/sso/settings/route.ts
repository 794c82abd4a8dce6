import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getSettings, updateSettings } from '#lib/sso/index.ts';

export const GET = defineRoute(getSettings);
export const PUT = defineRoute(updateSettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
