import { addGroupMember, listGroupMembers } from '#lib/groups/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listGroupMembers);
export const POST = defineRoute(addGroupMember);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
