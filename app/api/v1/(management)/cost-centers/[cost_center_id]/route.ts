import { getCostCenter, updateCostCenter } from '#lib/cost-centers/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getCostCenter);
export const PATCH = defineRoute(updateCostCenter);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
