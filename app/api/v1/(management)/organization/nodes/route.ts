import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listNodes } from '#lib/organization-tree/index.ts';

export const GET = defineRoute(listNodes);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
