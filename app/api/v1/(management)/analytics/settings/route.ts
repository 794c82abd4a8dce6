import { getSettings, updateSettings } from '#lib/analytics/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getSettings);
export const PUT = defineRoute(updateSettings);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
