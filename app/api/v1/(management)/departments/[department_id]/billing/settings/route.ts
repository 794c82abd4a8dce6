import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { setDepartmentBilling } from '#lib/place-billing/index.ts';

export const PUT = defineRoute(setDepartmentBilling);
export const { GET, POST, PATCH, DELETE } = refuseMethods('PUT');
