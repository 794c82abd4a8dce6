import { listAlerts } from '#lib/alerts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAlerts);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
