import { acknowledgeProjectAlerts } from '#lib/alerts/index.ts';
import { getProjectBilling } from '#lib/billing/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getProjectBilling);
export const POST = defineRoute(acknowledgeProjectAlerts);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
