import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getJobRun } from '#lib/jobs/index.ts';

export const GET = defineRoute(getJobRun);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
