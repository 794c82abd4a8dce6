import { getContentLog, updateContentLog } from '#lib/content-log/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(getContentLog);
export const PUT = defineRoute(updateContentLog);
export const { POST, PATCH, DELETE } = refuseMethods('GET', 'PUT');
