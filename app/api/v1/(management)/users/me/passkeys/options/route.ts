import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getPasskeyOptions } from '#lib/second-factors/index.ts';

export const GET = defineRoute(getPasskeyOptions);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
