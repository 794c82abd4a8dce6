import { defineRoute } from '#lib/http/define-route.ts';
import { refuseMethods } from '#lib/http/refuse-methods.ts';
import { createSurvey, listSurveys } from '#lib/surveys/index.ts';

export const GET = defineRoute(listSurveys);
export const POST = defineRoute(createSurvey);
export const { PUT, PATCH, DELETE } = refuseMethods('GET', 'POST');
