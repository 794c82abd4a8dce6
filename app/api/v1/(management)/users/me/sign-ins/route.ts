import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listSignIns } from '#lib/identity/index.ts';

export const GET = defineRoute(listSignIns);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
