import { and, eq, type SQL, sql } from 'drizzle-orm';
import { reportExport, storedFile } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ReportExport } from '#lib/contracts/report-exports.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';

type Reader = Pick<OperationContext, 'tx' | 'tenantId' | 'now'>;

/** How long the file of an export can be had, in milliseconds. */
export const exportKeptMs = 7 * 86_400_000;

interface ExportQuestion {
  readonly where: SQL | undefined;
  readonly limit?: number;
}

/** Exports as their authors see them, the newest first. */
export async function readExports({ tx, tenantId, now }: Reader, { where, limit = 1 }: ExportQuestion): Promise<ReportExport[]> {
  const rows = await tx
    .select({ of: reportExport, file: storedFile })
    .from(reportExport)
    .leftJoin(storedFile, and(eq(storedFile.tenantId, reportExport.tenantId), eq(storedFile.id, reportExport.fileId)))
    .where(and(eq(reportExport.tenantId, tenantId), where))
    .orderBy(sql`${reportExport.createdAt} desc, ${reportExport.id} desc`)
    .limit(limit);
  return rows.map(({ of, file }) => {
    const isOver = of.expiresAt <= now && of.state !== 'cancelled' && of.state !== 'failed';
    const state = isOver ? 'expired' : of.state;
    return {
      ...{ id: of.id, subject: of.subject === 'analytics' ? 'analytics' : 'usage_events', format: of.format, state },
      ...{ rows_done: of.rowsDone, rows_total: of.rowsTotal, size_bytes: file?.sizeBytes ?? 0, file_name: file?.name ?? '' },
      file_path: state === 'ready' ? `/api/v1/reports/exports/${toPublicId('reportExport', of.id)}/file` : null,
      ...{ error: of.error, created_at: of.createdAt, finished_at: of.finishedAt, expires_at: of.expiresAt },
    };
  });
}

/** One's own export; `not_found` for those of others. */
export async function readOwnExport(ctx: OperationContext, id: string): Promise<ReportExport> {
  const [found] = await readExports(ctx, { where: and(eq(reportExport.id, id), eq(reportExport.authorId, ctx.caller.userId)) });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
