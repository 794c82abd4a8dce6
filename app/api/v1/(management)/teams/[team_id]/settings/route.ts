import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getTeamSettings, updateTeamSettings } from '#lib/place-settings/index.ts';

export const GET = defineRoute(getTeamSettings);
export const PATCH = defineRoute(updateTeamSettings);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
