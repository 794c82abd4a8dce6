import { acknowledgeTeamAlerts } from '#lib/alerts/index.ts';
import { getTeamBilling } from '#lib/billing/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getTeamBilling);
export const POST = defineRoute(acknowledgeTeamAlerts);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
