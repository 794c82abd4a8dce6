import { createRole, listRoles } from '#lib/access/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listRoles);
export const POST = defineRoute(createRole);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
