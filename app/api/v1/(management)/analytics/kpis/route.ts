import { getKpis, setKpiTargets } from '#lib/analytics/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getKpis);
export const PUT = defineRoute(setKpiTargets);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
