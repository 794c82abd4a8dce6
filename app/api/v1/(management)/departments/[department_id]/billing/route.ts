import { acknowledgeDepartmentAlerts } from '#lib/alerts/index.ts';
import { getDepartmentBilling } from '#lib/billing/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getDepartmentBilling);
export const POST = defineRoute(acknowledgeDepartmentAlerts);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
