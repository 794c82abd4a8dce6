import { createCostCenter, listCostCenters } from '#lib/cost-centers/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listCostCenters);
export const POST = defineRoute(createCostCenter);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
