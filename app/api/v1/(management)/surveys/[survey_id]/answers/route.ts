import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { answerSurvey } from '#lib/surveys/index.ts';

export const POST = defineRoute(answerSurvey);
export const { GET, PUT, PATCH, DELETE } = refuseMethods('POST');
