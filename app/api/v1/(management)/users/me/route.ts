import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getMe, updateMe } from '#lib/identity/index.ts';

export const GET = defineRoute(getMe);
export const PATCH = defineRoute(updateMe);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
