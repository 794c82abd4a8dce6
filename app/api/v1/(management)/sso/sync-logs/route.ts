import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listSyncLogs } from '#lib/sso/index.ts';

export const GET = defineRoute(listSyncLogs);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
