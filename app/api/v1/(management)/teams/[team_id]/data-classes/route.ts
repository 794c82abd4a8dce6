import { getTeamDataClasses, updateTeamDataClasses } from '#lib/data-classes/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getTeamDataClasses);
export const PUT = defineRoute(updateTeamDataClasses);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
