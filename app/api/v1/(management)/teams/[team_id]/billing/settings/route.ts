import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { setTeamBilling } from '#lib/place-billing/index.ts';

export const PUT = defineRoute(setTeamBilling);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
