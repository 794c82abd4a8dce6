import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getRecommendation } from '#lib/recommendations/index.ts';

export const GET = defineRoute(getRecommendation);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
