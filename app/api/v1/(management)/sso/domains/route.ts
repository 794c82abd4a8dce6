import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { addDomain, listDomains } from '#lib/sso/index.ts';

export const GET = defineRoute(listDomains);
export const POST = defineRoute(addDomain);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
