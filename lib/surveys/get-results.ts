import { and, eq } from 'drizzle-orm';
import { surveyAnswer } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type SurveyQuestion, type SurveyResults, surveyAnswersMin, surveyResults } from '#lib/contracts/surveys.ts';
import { isOpen, questionsOf, requireSurvey, toSurvey } from './survey-rows.ts';

type Answers = Readonly<Record<string, number | string>>;
type Result = NonNullable<SurveyResults['results']>[number];

/** What was answered to one question; below the least number only how many answered. */
export function resultOf({ id, kind }: SurveyQuestion, all: readonly Answers[]): Result {
  const given = all.flatMap((answers) => (answers[id] === undefined || answers[id] === '' ? [] : [answers[id]]));
  const none = { question_id: id, answered: given.length, mean: null, counts: {}, texts: [] };
  if (given.length < surveyAnswersMin) return none;
  if (kind === 'text') return { ...none, texts: given.map(String).sort((one, other) => one.localeCompare(other)) };
  const counts = Object.fromEntries([...Map.groupBy(given, String)].map(([answer, of]) => [answer, of.length]).sort());
  const mean = kind === 'scale' ? given.reduce<number>((sum, answer) => sum + Number(answer), 0) / given.length : null;
  return { ...none, counts, mean: mean === null ? null : Math.round(mean * 100) / 100 };
}

/** While answers come in nothing is told of them: whoever looks before and after somebody answers would know what they said. */
export const getSurveyResults = defineQuery(surveyResults, async (ctx, { survey_id: id }) => {
  const row = await requireSurvey(ctx, id);
  const answers = await ctx.tx
    .select({ answers: surveyAnswer.answers })
    .from(surveyAnswer)
    .where(and(eq(surveyAnswer.tenantId, ctx.tenantId), eq(surveyAnswer.surveyId, id)));
  const all = answers.map((one) => one.answers);
  const isTold = !isOpen(row, ctx.now) && all.length >= surveyAnswersMin;
  return {
    survey: await toSurvey(ctx, row),
    answers: all.length,
    answers_min: surveyAnswersMin,
    results: isTold ? questionsOf(row).map((question) => resultOf(question, all)) : null,
  };
});
