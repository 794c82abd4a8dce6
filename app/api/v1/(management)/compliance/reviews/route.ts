import { listReviews, startReview } from '#lib/compliance/index.ts';
import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';

export const GET = defineRoute(listReviews);
export const POST = defineRoute(startReview);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
