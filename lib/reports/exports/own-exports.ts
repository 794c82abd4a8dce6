import { and, eq, sql } from 'drizzle-orm';
import { reportExport } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { defineFileDownload } from '#lib/command/define-file-download.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { ReportExport, reportExportCancel, reportExportFile, reportExportGet, reportExportList } from '#lib/contracts/report-exports.ts';
import { AppError } from '#lib/core/errors.ts';
import { deleteFile } from '#lib/files/index.ts';
import { keptFile } from '../kept-file.ts';
import { requireSees } from '../report-request.ts';
import { readExports, readOwnExport } from './export-rows.ts';
import { readStoredRange } from './stored-range.ts';

export const listExports = defineQuery(reportExportList, async (ctx, input) => {
  const keyset = keysetOf<ReportExport>(
    'newest',
    {
      ...{ key: sql`${reportExport.createdAt}`, type: 'time', id: sql`${reportExport.id}`, descending: true },
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const where = and(eq(reportExport.authorId, ctx.caller.userId), keyset.after);
  return keyset.page(await readExports(ctx, { where, limit: input.limit + 1 }), input.limit);
});

export const getExport = defineQuery(reportExportGet, (ctx, { export_id: id }) => readOwnExport(ctx, id));

/** Also of one that is ready: then its file goes. */
export const cancelExport = defineCommand(reportExportCancel, async (ctx, { export_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await readOwnExport(ctx, id);
  await lockRow(tx, reportExport, tenantId, id);
  const before = await readOwnExport(ctx, id);
  if (before.state === 'cancelled' || before.state === 'failed' || before.state === 'expired')
    throw new AppError('conflict', { detail: `It is ${before.state} already.` });
  const own = and(eq(reportExport.tenantId, tenantId), eq(reportExport.id, id));
  const [row] = await tx.update(reportExport).set({ state: 'cancelled', finishedAt: now }).where(own).returning();
  if (row !== undefined) await deleteFile(ctx, row.fileId);
  const result = await readOwnExport(ctx, id);
  return { result, changes: [changeOf('report_export', 'reportExport', ReportExport, before, result)] };
});

/** Whoever has lost the right to see what is in a file gets no more of it, although it was theirs to ask for. */
export const downloadExport = defineFileDownload(reportExportFile, async (ctx, { export_id: id }) => {
  const own = await readOwnExport(ctx, id);
  if (own.state !== 'ready') throw new AppError('conflict', { detail: `The export is ${own.state}; there is no file to be had.` });
  const [row] = await ctx.tx
    .select({ fileId: reportExport.fileId, request: reportExport.request })
    .from(reportExport)
    .where(and(eq(reportExport.tenantId, ctx.tenantId), eq(reportExport.id, id)));
  if (row === undefined) throw new AppError('not_found');
  await requireSees(ctx, own.subject === 'analytics' ? 'analytics.read' : 'usage.read', readStoredRange(row.request).scope);
  return keptFile(ctx, row.fileId);
});
