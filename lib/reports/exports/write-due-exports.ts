import { and, eq, sql } from 'drizzle-orm';
import { reportExport } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import type { CommandRuntime, OperationContext } from '#lib/command/context.ts';
import { workbookRowsMax } from '#lib/contracts/report-exports.ts';
import { AppError } from '#lib/core/errors.ts';
import { appendBytes, deleteFile } from '#lib/files/index.ts';
import { authorContext } from '../author-context.ts';
import { lookingWith, requireSees } from '../report-request.ts';
import { eventWorkbook } from './event-workbook.ts';
import { countEvents, type ExportedRange, readEvents } from './read-usage-events.ts';
import { readStoredRange } from './stored-range.ts';
import { rowWriters } from './usage-event-lines.ts';

type ExportRow = typeof reportExport.$inferSelect;

const tenantsAtOnce = 100;
/** Calls read at once: two megabytes or so, and what a process holds of a file of any size. */
export const rowsAtOnce = 2000;
/** Longer than a page takes; whoever has claimed an export and died is taken over from after that. */
const claimMs = 60_000;
const attemptsMax = 10;

interface Work {
  readonly runtime: CommandRuntime;
  readonly signal: AbortSignal;
}

/** The next export of a tenant that nobody works at, for this process alone until the claim ends. */
async function claim({ runtime }: Work, tenantId: string): Promise<ExportRow | undefined> {
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    // Chosen before it is changed: inside one statement the planner may choose again for each row that it changes.
    const [due] = await tx.execute<{ id: string }>(sql`
      select id from report_export where tenant_id = ${tenantId} and state in ('queued', 'running')
        and next_attempt_at <= ${now.toISOString()}::timestamptz order by next_attempt_at, id limit 1 for update skip locked`);
    if (due === undefined) return undefined;
    const [row] = await tx
      .update(reportExport)
      .set({ state: 'running', attempts: sql`${reportExport.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + claimMs) })
      .where(and(eq(reportExport.tenantId, tenantId), eq(reportExport.id, due.id)))
      .returning();
    return row;
  });
}

const ownRow = ({ tenantId, id }: ExportRow) => and(eq(reportExport.tenantId, tenantId), eq(reportExport.id, id));

/** The export as it stands, held; undefined once it is cancelled, or another process has taken it over. */
async function hold(tx: TenantTransaction, claimed: ExportRow): Promise<ExportRow | undefined> {
  const [row] = await tx.select().from(reportExport).where(ownRow(claimed)).for('update');
  return row?.state === 'running' && row.attempts === claimed.attempts ? row : undefined;
}

/** The rights of the author are asked for each page: whose right ends gets no more of it. */
async function openFor(work: Work, tx: TenantTransaction, row: ExportRow, now: Date) {
  const { tenantId, authorId: userId } = row;
  const range = readStoredRange(row.request);
  const author = await authorContext(work.runtime, { tx, tenantId, userId, now });
  if (author === undefined) throw new AppError('forbidden', { detail: 'The account is not active any more.' });
  await requireSees(author, 'usage.read', range.scope);
  return { ctx: await lookingWith(author, 'usage.read'), range };
}

interface Progress {
  readonly rowsDone: number;
  readonly rowsTotal: number;
  readonly position: string | null;
  readonly bytes: Uint8Array;
  readonly isDone: boolean;
}

/** The next rows of a file that grows row by row. */
async function nextRows(
  ctx: OperationContext,
  range: ExportedRange,
  row: ExportRow,
  writer: (typeof rowWriters)['csv'],
): Promise<Progress> {
  const isFirst = row.rowsTotal === null;
  const { events, next } = await readEvents(ctx, range, row.position, rowsAtOnce);
  const text = `${isFirst ? writer.begin : ''}${writer.lines(events, row.rowsDone === 0)}${next === null ? writer.end : ''}`;
  const rowsDone = row.rowsDone + events.length;
  return {
    ...{ rowsDone, position: next, isDone: next === null, bytes: Buffer.from(text) },
    // Calls may come while it is written; then there are more than were counted.
    rowsTotal: next === null ? rowsDone : Math.max(rowsDone, row.rowsTotal ?? (await countEvents(ctx, range))),
  };
}

/** A workbook, all at once: it is small or refused. */
async function wholeWorkbook(ctx: OperationContext, range: ExportedRange): Promise<Progress> {
  const { events } = await readEvents(ctx, range, null, workbookRowsMax + 1);
  if (events.length > workbookRowsMax)
    throw new AppError('conflict', {
      detail: `An Excel file takes ${workbookRowsMax} calls, and these are more. Choose CSV or JSON, or a shorter range.`,
    });
  const bytes = await eventWorkbook(events);
  return { rowsDone: events.length, rowsTotal: events.length, position: null, bytes, isDone: true };
}

/** One page: its bytes and how far that is, in one transaction. Answers whether there is more to do. */
async function writePage(work: Work, claimed: ExportRow): Promise<boolean> {
  const { runtime } = work;
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, claimed.tenantId, async (tx) => {
    const row = await hold(tx, claimed);
    if (row === undefined) return false;
    const { ctx, range } = await openFor(work, tx, row, now);
    const { bytes, isDone, ...progress } =
      row.format === 'xlsx'
        ? await wholeWorkbook(ctx, range)
        : await nextRows(ctx, range, row, rowWriters[row.format === 'json' ? 'json' : 'csv']);
    await appendBytes(ctx, row.fileId, bytes);
    const end = isDone ? ({ state: 'ready', finishedAt: now } as const) : { nextAttemptAt: new Date(now.getTime() + claimMs) };
    await tx
      .update(reportExport)
      .set({ ...progress, ...end })
      .where(ownRow(row));
    return !isDone;
  });
}

/** An export that cannot become anything ends; what may be mended by itself is tried again from where it stands. */
async function noteFailure({ runtime }: Work, claimed: ExportRow, error: unknown): Promise<void> {
  const now = new Date(runtime.clock.now());
  const isOver = error instanceof AppError || claimed.attempts >= attemptsMax;
  const reason = error instanceof AppError ? error.message : 'The file could not be written.';
  await inTenant(runtime.databases.app, claimed.tenantId, async (tx) => {
    if ((await hold(tx, claimed)) === undefined) return;
    if (isOver) await deleteFile({ tx, tenantId: claimed.tenantId }, claimed.fileId);
    const end = { state: 'failed', finishedAt: now, error: reason } as const;
    const again = { nextAttemptAt: new Date(now.getTime() + 1000 * 2 ** claimed.attempts) };
    await tx
      .update(reportExport)
      .set(isOver ? end : again)
      .where(ownRow(claimed));
  });
}

/** Lets the next process go on at once: this one is told to stop. */
async function release({ runtime }: Work, claimed: ExportRow): Promise<void> {
  const now = new Date(runtime.clock.now());
  await inTenant(runtime.databases.app, claimed.tenantId, async (tx) => {
    if ((await hold(tx, claimed)) === undefined) return;
    await tx.update(reportExport).set({ nextAttemptAt: now, attempts: 0 }).where(ownRow(claimed));
  });
}

async function write(work: Work, claimed: ExportRow): Promise<void> {
  try {
    while (await writePage(work, claimed)) if (work.signal.aborted) return await release(work, claimed);
  } catch (err) {
    const { tenantId, id: exportId, attempts } = claimed;
    work.runtime.logger.warn({ err, tenantId, exportId, attempts }, 'An export could not go on');
    await noteFailure(work, claimed, err);
  }
}

/**
 * Writes the exports that wait, of all tenants, page by page. Each page is a transaction with how far it is, so that a process
 * that dies loses a page at most, and the next one goes on behind what is written. Answers how many it worked at.
 */
export async function writeDueExports(work: Work): Promise<number> {
  const { runtime, signal } = work;
  const now = new Date(runtime.clock.now()).toISOString();
  const due = await runtime.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('write-exports', ${now}::text::timestamptz, ${tenantsAtOnce})`;
  let count = 0;
  for (const { tenantId } of due) {
    while (!signal.aborted) {
      const claimed = await claim(work, tenantId);
      if (claimed === undefined) break;
      await write(work, claimed);
      count += 1;
    }
  }
  return count;
}
