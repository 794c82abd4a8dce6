import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createTeam, listTeams } from '#lib/organization/index.ts';

export const GET = defineRoute(listTeams);
export const POST = defineRoute(createTeam);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
