import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { renewRecoveryCodes } from '#lib/second-factors/index.ts';

export const POST = defineRoute(renewRecoveryCodes);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
