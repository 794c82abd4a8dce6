import { answerInngest } from '#inngest/answer-inngest.ts';

/** Where an Inngest server reads which functions there are (GET), is told of them (PUT) and has their steps done (POST). */
export const GET = answerInngest;
export const PUT = answerInngest;
export const POST = answerInngest;
