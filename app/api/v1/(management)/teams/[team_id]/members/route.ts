import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { addMember, listMembers } from '#lib/organization/index.ts';

export const GET = defineRoute(listMembers);
export const POST = defineRoute(addMember);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
