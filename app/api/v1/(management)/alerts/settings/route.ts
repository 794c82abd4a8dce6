import { getAlertSettings, updateAlertSettings } from '#lib/alerts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getAlertSettings);
export const PATCH = defineRoute(updateAlertSettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
