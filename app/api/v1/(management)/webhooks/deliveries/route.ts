import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listDeliveries } from '#lib/notifications/index.ts';

export const GET = defineRoute(listDeliveries);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
