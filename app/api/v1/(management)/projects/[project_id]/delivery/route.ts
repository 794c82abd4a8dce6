import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getDelivery } from '#lib/projects/index.ts';

export const GET = defineRoute(getDelivery);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
