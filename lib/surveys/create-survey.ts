import { randomBytes } from 'node:crypto';
import { and, count, eq, isNull } from 'drizzle-orm';
import { survey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { Survey, surveyCreate } from '#lib/contracts/surveys.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { toSurvey } from './survey-rows.ts';

/** Surveys that are not closed, at most: people answer few. */
const openMax = 20;
const saltBytes = 32;

export const createSurvey = defineCommand(surveyCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  await lockTenant(tx, tenantId);
  const [open] = await tx
    .select({ count: count() })
    .from(survey)
    .where(and(eq(survey.tenantId, tenantId), isNull(survey.closedAt)));
  if ((open?.count ?? 0) >= openMax)
    throw new AppError('limit_reached', { detail: `At most ${openMax} surveys can be open. Close one first.` });
  const row = {
    ...{ tenantId, id: newUuid(now.getTime()), title: input.title, questions: input.questions, closesAt: input.closes_at, closedAt: null },
    ...{ salt: randomBytes(saltBytes), createdBy: caller.userId, createdAt: now, updatedAt: now, version: 1 },
  };
  await tx.insert(survey).values(row);
  const result = await toSurvey(ctx, row);
  return { result, changes: [changeOf('survey', 'survey', Survey, null, result)] };
});
