import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { undoRecommendation } from '#lib/recommendations/index.ts';

export const POST = defineRoute(undoRecommendation);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
