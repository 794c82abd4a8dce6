import { deleteDashboard, getSavedDashboard, updateDashboard } from '#lib/dashboards/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getSavedDashboard);
export const PATCH = defineRoute(updateDashboard);
export const DELETE = defineRoute(deleteDashboard);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
