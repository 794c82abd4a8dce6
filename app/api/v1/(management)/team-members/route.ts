import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listTeamMembers } from '#lib/organization/index.ts';

export const GET = defineRoute(listTeamMembers);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
