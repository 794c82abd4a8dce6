import { createHmac } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { survey, surveyAnswer } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type Survey, SurveyQuestion } from '#lib/contracts/surveys.ts';
import { AppError } from '#lib/core/errors.ts';

export type SurveyRow = typeof survey.$inferSelect;

/** Who answers, so that nobody answers twice and nobody who reads the answers knows who. */
export const respondentOf = ({ caller }: OperationContext, { salt }: SurveyRow): string =>
  createHmac('sha256', salt).update(caller.userId).digest('hex');

export const questionsOf = ({ questions }: SurveyRow): SurveyQuestion[] => SurveyQuestion.array().parse(questions);

/** Whether it takes answers at this moment. */
export const isOpen = ({ closedAt, closesAt }: SurveyRow, now: Date): boolean => closedAt === null && (closesAt === null || closesAt > now);

export async function hasAnswered(ctx: OperationContext, row: SurveyRow): Promise<boolean> {
  const rows = await ctx.tx
    .select({ surveyId: surveyAnswer.surveyId })
    .from(surveyAnswer)
    .where(
      and(
        ...[eq(surveyAnswer.tenantId, ctx.tenantId), eq(surveyAnswer.surveyId, row.id)],
        eq(surveyAnswer.respondent, respondentOf(ctx, row)),
      ),
    );
  return rows.length > 0;
}

export async function requireSurvey({ tx, tenantId }: OperationContext, id: string): Promise<SurveyRow> {
  const [row] = await tx
    .select()
    .from(survey)
    .where(and(eq(survey.tenantId, tenantId), eq(survey.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** A row as callers see it. */
export async function toSurvey(ctx: OperationContext, row: SurveyRow): Promise<Survey> {
  return {
    id: row.id,
    title: row.title,
    questions: questionsOf(row),
    state: isOpen(row, ctx.now) ? 'open' : 'closed',
    closes_at: row.closesAt,
    has_answered: await hasAnswered(ctx, row),
    created_at: row.createdAt,
    version: row.version,
  };
}
