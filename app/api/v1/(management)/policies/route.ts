import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createPolicy, listPolicies } from '#lib/policies/index.ts';

export const GET = defineRoute(listPolicies);
export const POST = defineRoute(createPolicy);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
