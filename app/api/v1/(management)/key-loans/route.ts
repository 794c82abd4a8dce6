import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listKeyLoans } from '#lib/keys/index.ts';

export const GET = defineRoute(listKeyLoans);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
