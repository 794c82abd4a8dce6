import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { recallKey } from '#lib/keys/index.ts';

export const DELETE = defineRoute(recallKey);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
