import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { cancelRerate } from '#lib/rerates/index.ts';

export const POST = defineRoute(cancelRerate);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
