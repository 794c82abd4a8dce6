import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { archiveTeam } from '#lib/organization/index.ts';

export const POST = defineRoute(archiveTeam);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
