import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getKey, updateKey } from '#lib/keys/index.ts';

export const GET = defineRoute(getKey);
export const PATCH = defineRoute(updateKey);
export const { POST, PUT, DELETE } = refuseMethods('GET', 'PATCH');
