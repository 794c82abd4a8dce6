import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getTeam, updateTeam } from '#lib/organization/index.ts';

export const GET = defineRoute(getTeam);
export const PATCH = defineRoute(updateTeam);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
