import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { removeDomain, updateDomain } from '#lib/sso/index.ts';

export const PATCH = defineRoute(updateDomain);
export const DELETE = defineRoute(removeDomain);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
