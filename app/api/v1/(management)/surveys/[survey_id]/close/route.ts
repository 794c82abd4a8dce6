import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { closeSurvey } from '#lib/surveys/index.ts';

export const POST = defineRoute(closeSurvey);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
