import { giveFeedback } from '#lib/anomalies/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const POST = defineRoute(giveFeedback);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
