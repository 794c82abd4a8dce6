import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createKey, listKeys } from '#lib/keys/index.ts';

export const GET = defineRoute(listKeys);
export const POST = defineRoute(createKey);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
