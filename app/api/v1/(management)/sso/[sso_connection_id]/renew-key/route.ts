import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { renewKey } from '#lib/sso/index.ts';

export const POST = defineRoute(renewKey);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
