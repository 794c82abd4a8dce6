import { defineStreamRoute } from '#lib/http/define-stream-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { followJobs } from '#lib/jobs/index.ts';

export const GET = defineStreamRoute(followJobs);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
