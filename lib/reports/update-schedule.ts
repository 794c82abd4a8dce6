import { and, eq } from 'drizzle-orm';
import { reportSchedule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { ReportSchedule, reportScheduleUpdate } from '#lib/contracts/report-schedules.ts';
import { requireFits } from './build-report.ts';
import { kinds } from './kinds/index.ts';
import { requireSees } from './report-request.ts';
import { knownParts, nextRunOf, readSchedule, readScheduleRow, type ScheduleRow, scheduleScope } from './schedule-rows.ts';
import { requireRecipientsAllowed, setRecipients } from './subscriptions.ts';

type Input = InputOf<typeof reportScheduleUpdate>;

/** The row with what was given; what was not stays. */
function changed(
  row: ScheduleRow,
  input: Input,
): Pick<
  ScheduleRow,
  'name' | 'sections' | 'format' | 'frequency' | 'weekday' | 'monthDay' | 'localTime' | 'timeZone' | 'delivery' | 'status'
> {
  return {
    name: input.name ?? row.name,
    sections: input.sections ?? row.sections,
    format: input.format ?? row.format,
    frequency: input.frequency ?? row.frequency,
    weekday: input.weekday ?? row.weekday,
    monthDay: input.month_day ?? row.monthDay,
    localTime: input.local_time ?? row.localTime,
    timeZone: input.time_zone === undefined ? row.timeZone : input.time_zone,
    delivery: input.delivery ?? row.delivery,
    status: input.status ?? row.status,
  };
}

/** The recipients as they will be: a list that is not given stays as it is. */
async function recipientsOf(ctx: OperationContext, id: string, { user_ids: userIds, emails }: Input) {
  const { recipients } = await readSchedule(ctx, id);
  return {
    userIds: userIds ?? recipients.flatMap(({ user_id: userId }) => (userId === null ? [] : [userId])),
    emails: emails ?? recipients.flatMap(({ user_id: userId, email }) => (userId === null ? [email] : [])),
  };
}

/**
 * Changes a schedule. What fell due while it was paused, or by times that it had before, is not sent later. Whoever changes it becomes its author,
 * so that nobody has others' rights send what they may not see.
 */
export async function changeSchedule(ctx: OperationContext, input: Input): Promise<Outcome<ReportSchedule>> {
  const { tx, tenantId, now, caller } = ctx;
  const { schedule_id: id } = input;
  await lockRow(tx, reportSchedule, tenantId, id);
  const before = await readSchedule(ctx, id);
  ctx.expectVersion(before.version);
  const row = await readScheduleRow(ctx, id);
  const scope = scheduleScope(row);
  const set = changed(row, input);
  const { kind, sections } = knownParts({ kind: row.kind, sections: set.sections });
  requireFits({ kind, scope, sections });
  await requireSees(ctx, kinds[kind].permission, scope);
  // Members who left since are no fault of a change that names nobody.
  const names = input.user_ids !== undefined || input.emails !== undefined || input.delivery !== undefined;
  if (names) await setRecipients(ctx, { id, scope, delivery: set.delivery }, await recipientsOf(ctx, id, input));
  // Pausing sends nothing, so whoever may change the schedule may do it.
  else if (set.status === 'active') await requireRecipientsAllowed(ctx, { id, scope });
  const ofSchedule = and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id));
  const own = { authorId: caller.userId, pausedReason: null, attempts: 0, dueFromAt: now, updatedAt: now, version: row.version + 1 };
  await tx
    .update(reportSchedule)
    .set({ ...set, ...own })
    .where(ofSchedule);
  const nextRunAt = set.status === 'paused' ? null : await nextRunOf(ctx, await readScheduleRow(ctx, id), now.getTime());
  await tx.update(reportSchedule).set({ nextRunAt }).where(ofSchedule);
  const result = await readSchedule(ctx, id);
  return { result, changes: [changeOf('report_schedule', 'reportSchedule', ReportSchedule, before, result)] };
}

export const updateSchedule = defineCommand(reportScheduleUpdate, changeSchedule);
