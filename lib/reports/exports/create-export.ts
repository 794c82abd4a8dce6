import { and, eq, inArray, sql } from 'drizzle-orm';
import { reportExport } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { ReportExport, reportExportCreate } from '#lib/contracts/report-exports.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { createFile } from '#lib/files/index.ts';
import { formats } from '../formats/index.ts';
import { scopeOfInput } from '../report-request.ts';
import { exportKeptMs, readOwnExport } from './export-rows.ts';
import { storedRange } from './stored-range.ts';

/** Exports of one person that wait or run at the same time. */
const openMax = 5;

export const createExport = defineCommand(reportExportCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  const [open] = await tx
    .select({ rows: sql<number>`count(*)::int` })
    .from(reportExport)
    .where(
      and(
        ...[eq(reportExport.tenantId, tenantId), eq(reportExport.authorId, caller.userId)],
        inArray(reportExport.state, ['queued', 'running']),
      ),
    );
  if ((open?.rows ?? 0) >= openMax)
    throw new AppError('conflict', { detail: `${openMax} of your exports are being written; wait for one, or cancel it.` });
  const [id, fileId] = [newUuid(now.getTime()), newUuid(now.getTime())];
  const expiresAt = new Date(now.getTime() + exportKeptMs);
  const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
  const name = `calls-${dayOf(input.from)}-${dayOf(input.to)}.${input.format}`;
  await createFile(ctx, { id: fileId, name, contentType: formats[input.format].contentType, now, expiresAt });
  await tx.insert(reportExport).values({
    ...{ tenantId, id, authorId: caller.userId, subject: 'usage_events', format: input.format, state: 'queued', fileId, expiresAt },
    ...{ request: storedRange(scopeOfInput(input), input), nextAttemptAt: now, createdAt: now },
  });
  const result = await readOwnExport(ctx, id);
  return { result, changes: [changeOf('report_export', 'reportExport', ReportExport, null, result)] };
});
