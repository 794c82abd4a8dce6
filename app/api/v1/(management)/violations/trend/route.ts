import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getViolationTrend } from '#lib/policies/index.ts';

export const GET = defineRoute(getViolationTrend);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
