import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getUser, updateUser } from '#lib/identity/index.ts';

export const GET = defineRoute(getUser);
export const PATCH = defineRoute(updateUser);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
