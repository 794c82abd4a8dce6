import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { deleteKeyPolicy } from '#lib/keys/index.ts';

export const DELETE = defineRoute(deleteKeyPolicy);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
