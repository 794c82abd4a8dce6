import { revokeBiToken } from '#lib/bi-tokens/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const DELETE = defineRoute(revokeBiToken);
export const { GET, POST, PUT, PATCH } = refuseMethods('DELETE');
