import { grantRole, listAssignments } from '#lib/access/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listAssignments);
export const POST = defineRoute(grantRole);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
