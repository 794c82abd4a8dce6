import { acknowledgeAlert } from '#lib/alerts/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const POST = defineRoute(acknowledgeAlert);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
