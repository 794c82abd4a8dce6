import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { listRecommendations } from '#lib/recommendations/index.ts';

export const GET = defineRoute(listRecommendations);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
