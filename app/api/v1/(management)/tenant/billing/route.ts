import { acknowledgeTenantAlerts } from '#lib/alerts/index.ts';
import { getTenantBilling } from '#lib/billing/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getTenantBilling);
export const POST = defineRoute(acknowledgeTenantAlerts);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
