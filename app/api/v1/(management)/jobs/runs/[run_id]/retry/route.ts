import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { retryJobRun } from '#lib/jobs/index.ts';

export const POST = defineRoute(retryJobRun);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
