import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { removeFactor, renameFactor } from '#lib/second-factors/index.ts';

export const PATCH = defineRoute(renameFactor);
export const DELETE = defineRoute(removeFactor);
export const { GET, POST, PUT } = refuseMethods('PATCH', 'DELETE');
