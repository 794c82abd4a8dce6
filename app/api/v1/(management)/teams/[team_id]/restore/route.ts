import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { restoreTeam } from '#lib/organization/index.ts';

export const POST = defineRoute(restoreTeam);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
