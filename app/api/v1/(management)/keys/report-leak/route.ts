import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { reportLeak } from '#lib/keys/index.ts';

export const POST = defineRoute(reportLeak);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
