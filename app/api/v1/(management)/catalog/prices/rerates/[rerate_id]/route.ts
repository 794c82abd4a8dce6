import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getRerate } from '#lib/rerates/index.ts';

export const GET = defineRoute(getRerate);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
