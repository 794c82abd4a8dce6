import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPolicy, updatePolicy } from '#lib/policies/index.ts';

export const GET = defineRoute(getPolicy);
export const PATCH = defineRoute(updatePolicy);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
