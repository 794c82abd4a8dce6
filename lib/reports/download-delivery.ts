import { and, eq } from 'drizzle-orm';
import { reportDelivery } from '#db/schema/index.ts';
import { defineFileDownload } from '#lib/command/define-file-download.ts';
import { reportDeliveryFile } from '#lib/contracts/report-schedules.ts';
import { keptFile } from './kept-file.ts';
import { kinds } from './kinds/index.ts';
import { requireSees } from './report-request.ts';
import { knownParts, readScheduleRow, scheduleScope } from './schedule-rows.ts';

/** Whoever downloads it must be allowed to see what is in it, whoever it was sent to. */
export const downloadDelivery = defineFileDownload(reportDeliveryFile, async (ctx, { schedule_id: scheduleId, delivery_id: id }) => {
  const { tx, tenantId } = ctx;
  const row = await readScheduleRow(ctx, scheduleId);
  await requireSees(ctx, kinds[knownParts(row).kind].permission, scheduleScope(row));
  const [stored] = await tx
    .select({ fileId: reportDelivery.fileId })
    .from(reportDelivery)
    .where(and(eq(reportDelivery.tenantId, tenantId), eq(reportDelivery.id, id), eq(reportDelivery.scheduleId, scheduleId)));
  return keptFile(ctx, stored?.fileId ?? null);
});
