import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getOwnPrivacy } from '#lib/privacy/index.ts';

export const GET = defineRoute(getOwnPrivacy);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
