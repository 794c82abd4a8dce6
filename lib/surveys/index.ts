export { answerSurvey } from './answer-survey.ts';
export { closeSurvey } from './close-survey.ts';
export { createSurvey } from './create-survey.ts';
export { getSurveyResults } from './get-results.ts';
export { listSurveys } from './list-surveys.ts';
