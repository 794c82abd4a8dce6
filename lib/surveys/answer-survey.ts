import { surveyAnswer as answerTable, survey } from '#db/schema/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { type SurveyQuestion, surveyAnswer } from '#lib/contracts/surveys.ts';
import { AppError, type FieldError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { isOpen, questionsOf, requireSurvey, respondentOf, toSurvey } from './survey-rows.ts';

type Answers = Readonly<Record<string, number | string>>;

/** What is wrong with the answer to a question; undefined where nothing is. */
function faultOf(question: SurveyQuestion | undefined, answer: number | string): string | undefined {
  if (question === undefined) return 'The survey has no such question';
  if (question.kind === 'scale') return typeof answer === 'number' ? undefined : 'Answer with 1 to 5';
  if (typeof answer !== 'string') return 'Answer in words';
  return question.kind === 'choice' && !question.options.includes(answer) ? 'Answer with one of the options' : undefined;
}

/** Answers to what was asked; throws `validation_failed` with all faults, also for no answer at all. */
function checkAnswers(questions: readonly SurveyQuestion[], answers: Answers): void {
  const errors = Object.entries(answers).flatMap(([id, answer]): FieldError[] => {
    const detail = faultOf(
      questions.find((question) => question.id === id),
      answer,
    );
    return detail === undefined ? [] : [{ pointer: `/answers/${id}`, detail }];
  });
  if (Object.keys(answers).length === 0) errors.push({ pointer: '/answers', detail: 'Answer at least one question' });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}

export const answerSurvey = defineCommand(surveyAnswer, async (ctx, { survey_id: id, answers }) => {
  const { tx, tenantId } = ctx;
  // Nobody answers between a look at the state and its closing.
  await lockRow(tx, survey, tenantId, id);
  const row = await requireSurvey(ctx, id);
  if (!isOpen(row, ctx.now)) throw new AppError('conflict', { detail: 'This survey is closed.' });
  checkAnswers(questionsOf(row), answers);
  const insert = tx.insert(answerTable).values({ tenantId, surveyId: id, respondent: respondentOf(ctx, row), answers });
  await refuseDuplicate('survey_answer_pk', { pointer: '/survey_id', detail: 'You have answered this survey already' }, insert);
  const change = { resource: 'survey', id: toPublicId('survey', id), before: null, after: { answered: true } };
  return { result: await toSurvey(ctx, row), changes: [change] };
});
