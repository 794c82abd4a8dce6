import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { proveAgain } from '#lib/identity/index.ts';
import { getStepUpOptions } from '#lib/second-factors/index.ts';

export const GET = defineRoute(getStepUpOptions);
export const POST = defineRoute(proveAgain);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
