import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { replayDelivery } from '#lib/notifications/index.ts';

export const POST = defineRoute(replayDelivery);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
