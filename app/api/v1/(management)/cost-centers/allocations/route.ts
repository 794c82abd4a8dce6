import { createAllocation, listAllocations } from '#lib/cost-centers/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAllocations);
export const POST = defineRoute(createAllocation);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
