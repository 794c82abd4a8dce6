import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listJobRuns, startJobRun } from '#lib/jobs/index.ts';

export const GET = defineRoute(listJobRuns);
export const POST = defineRoute(startJobRun);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
