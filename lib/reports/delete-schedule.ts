import { and, eq } from 'drizzle-orm';
import { reportSchedule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { ReportSchedule, reportScheduleDelete } from '#lib/contracts/report-schedules.ts';
import { readSchedule } from './schedule-rows.ts';

/** Deletes a schedule. Messages that wait are still sent: they were due. */
export async function dropSchedule(
  ctx: OperationContext,
  { schedule_id: id }: InputOf<typeof reportScheduleDelete>,
): Promise<Outcome<null>> {
  const { tx, tenantId } = ctx;
  await lockRow(tx, reportSchedule, tenantId, id);
  const before = await readSchedule(ctx, id);
  await tx.delete(reportSchedule).where(and(eq(reportSchedule.tenantId, tenantId), eq(reportSchedule.id, id)));
  return { result: null, changes: [changeOf('report_schedule', 'reportSchedule', ReportSchedule, before, null)] };
}

export const deleteSchedule = defineCommand(reportScheduleDelete, dropSchedule);
