import { createGroup, listGroups } from '#lib/groups/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listGroups);
export const POST = defineRoute(createGroup);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
