import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createUser, listUsers } from '#lib/identity/index.ts';

export const GET = defineRoute(listUsers);
export const POST = defineRoute(createUser);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
