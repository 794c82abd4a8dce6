import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { getSurveyResults } from '#lib/surveys/index.ts';

export const GET = defineRoute(getSurveyResults);
export const { POST, PUT, PATCH, DELETE } = refuseMethods('GET');
