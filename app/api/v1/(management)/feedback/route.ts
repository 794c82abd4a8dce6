import { listFeedback } from '#lib/feedback/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { feedbackRoute } from '#lib/http/feedback-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listFeedback);
export const POST = feedbackRoute;
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
