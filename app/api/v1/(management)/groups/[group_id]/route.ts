import { deleteGroup, getGroup, updateGroup } from '#lib/groups/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getGroup);
export const PATCH = defineRoute(updateGroup);
export const DELETE = defineRoute(deleteGroup);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
