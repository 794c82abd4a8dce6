import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteChannel, getChannel, updateChannel } from '#lib/notifications/index.ts';

export const GET = defineRoute(getChannel);
export const PATCH = defineRoute(updateChannel);
export const DELETE = defineRoute(deleteChannel);
export const { POST, PUT } = refuseMethods('GET', 'PATCH', 'DELETE');
