import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { removeMember, updateMember } from '#lib/organization/index.ts';

export const PATCH = defineRoute(updateMember);
export const DELETE = defineRoute(removeMember);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
