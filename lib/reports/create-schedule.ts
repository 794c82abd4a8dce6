import { and, eq } from 'drizzle-orm';
import { reportSchedule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { ReportSchedule, reportScheduleCreate } from '#lib/contracts/report-schedules.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireFits } from './build-report.ts';
import { kinds } from './kinds/index.ts';
import { requireSees, scopeOfInput } from './report-request.ts';
import { nextRunOf, readSchedule, readScheduleRow } from './schedule-rows.ts';
import { setRecipients } from './subscriptions.ts';

/** Makes a schedule. The first report is that of the next time it is due: nothing is sent for the past. */
export async function makeSchedule(ctx: OperationContext, input: InputOf<typeof reportScheduleCreate>): Promise<Outcome<ReportSchedule>> {
  const { tx, tenantId, now, caller } = ctx;
  const { kind, sections } = input;
  const scope = scopeOfInput(input);
  requireFits({ kind, scope, sections });
  await requireSees(ctx, kinds[kind].permission, scope);
  const id = newUuid(now.getTime());
  await tx.insert(reportSchedule).values({
    ...{ tenantId, id, name: input.name, kind, scopeKind: scope.kind, scopeId: scope.id, sections, format: input.format },
    ...{ frequency: input.frequency, weekday: input.weekday, monthDay: input.month_day, localTime: input.local_time },
    ...{ timeZone: input.time_zone, delivery: input.delivery, authorId: caller.userId, dueFromAt: now, createdAt: now, updatedAt: now },
  });
  await setRecipients(ctx, { id, scope, delivery: input.delivery }, { userIds: input.user_ids, emails: input.emails });
  const nextRunAt = await nextRunOf(ctx, await readScheduleRow(ctx, id), now.getTime());
  await tx
    .update(reportSchedule)
    .set({ nextRunAt })
    .where(and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id)));
  const result = await readSchedule(ctx, id);
  return { result, changes: [changeOf('report_schedule', 'reportSchedule', ReportSchedule, null, result)] };
}

export const createSchedule = defineCommand(reportScheduleCreate, makeSchedule);
