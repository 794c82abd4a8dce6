import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { setProjectBilling } from '#lib/place-billing/index.ts';

export const PUT = defineRoute(setProjectBilling);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
