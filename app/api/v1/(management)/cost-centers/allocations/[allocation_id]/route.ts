import { updateAllocation } from '#lib/cost-centers/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const PATCH = defineRoute(updateAllocation);
export const { GET, POST, PUT, DELETE } = refuseMethods('PATCH');
