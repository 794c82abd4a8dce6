import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createWebhook, listWebhooks } from '#lib/notifications/index.ts';

export const GET = defineRoute(listWebhooks);
export const POST = defineRoute(createWebhook);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
