import { desc, eq } from 'drizzle-orm';
import { survey } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { surveyList } from '#lib/contracts/surveys.ts';
import { toSurvey } from './survey-rows.ts';

const surveysMax = 100;

export const listSurveys = defineQuery(surveyList, async (ctx) => {
  const rows = await ctx.tx
    .select()
    .from(survey)
    .where(eq(survey.tenantId, ctx.tenantId))
    .orderBy(desc(survey.createdAt), desc(survey.id))
    .limit(surveysMax);
  const data = [];
  for (const row of rows) data.push(await toSurvey(ctx, row));
  return { data };
});
