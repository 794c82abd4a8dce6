import { and, eq } from 'drizzle-orm';
import { survey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Survey, surveyClose } from '#lib/contracts/surveys.ts';
import { requireSurvey, toSurvey } from './survey-rows.ts';

/** Closing a closed survey changes nothing. */
export const closeSurvey = defineCommand(surveyClose, async (ctx, { survey_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, survey, tenantId, id);
  const row = await requireSurvey(ctx, id);
  ctx.expectVersion(row.version);
  const before = await toSurvey(ctx, row);
  if (row.closedAt !== null) return { result: before, changes: null };
  const set = { closedAt: now, updatedAt: now, version: row.version + 1 };
  await tx
    .update(survey)
    .set(set)
    .where(and(eq(survey.tenantId, tenantId), eq(survey.id, id)));
  const result = await toSurvey(ctx, { ...row, ...set });
  return { result, changes: [changeOf('survey', 'survey', Survey, before, result)] };
});
