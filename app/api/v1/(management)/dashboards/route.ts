import { createDashboard, listDashboards } from '#lib/dashboards/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listDashboards);
export const POST = defineRoute(createDashboard);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
