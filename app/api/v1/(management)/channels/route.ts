import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createChannel, listChannels } from '#lib/notifications/index.ts';

export const GET = defineRoute(listChannels);
export const POST = defineRoute(createChannel);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
