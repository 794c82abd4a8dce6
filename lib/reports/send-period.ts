import { reportDelivery } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { storeFile } from '#lib/files/index.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { buildReport } from './build-report.ts';
import { fileNameOf } from './file-name.ts';
import { formats } from './formats/index.ts';
import { renderReportMail } from './mail/report-mail.ts';
import type { ReportDocument } from './report-document.ts';
import type { ReportPeriod } from './report-period.ts';
import { knownParts, type ScheduleRow, scheduleScope } from './schedule-rows.ts';
import type { Subscriber } from './subscriptions.ts';

/** Largest file that goes along with a message; mail servers refuse messages of 10 MB and more, and files grow by a third on the way. */
export const attachmentBytesMax = 6 * 1024 * 1024;

/** How long the file of a report can be had, in milliseconds. */
const fileKeptMs = 90 * 86_400_000;

/** The recipients of one period in one zone: they receive the same file. */
export interface DuePeriod {
  /** The local day it was due on. */
  readonly day: string;
  readonly atMs: number;
  readonly period: ReportPeriod;
  readonly subscribers: readonly Subscriber[];
  /** UUID of the row that says so, where it has one already: of the one subscriber it is made again for. */
  readonly deliveryId?: string;
}

/** What the message says of the file, and whether it goes along. */
function enclosureOf(row: ScheduleRow, bytes: number): { readonly isAttached: boolean; readonly text: string } {
  const { title } = formats[row.format];
  if (row.delivery === 'link') return { isAttached: false, text: `The ${title} file can be had in the console, by those who may see it.` };
  if (bytes <= attachmentBytesMax) return { isAttached: true, text: `The whole report is attached as ${title}.` };
  return { isAttached: false, text: `The ${title} file is too large for e-mail; it can be had in the console.` };
}

async function storeReport({ tx, tenantId, now }: OperationContext, row: ScheduleRow, document: ReportDocument) {
  const format = formats[row.format];
  const bytes = await format.write(document);
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + fileKeptMs);
  const file = { id, name: fileNameOf(document, row.format), contentType: format.contentType, now, expiresAt };
  await storeFile({ tx, tenantId }, file, bytes);
  return { id, bytes: bytes.length };
}

/**
 * Makes the report of one period and writes, in the transaction of `ctx`, its file, a message to each recipient and the row
 * that says so: all of it or nothing. `ctx` is the author's. The caller holds the schedule's row and has made sure that no
 * recipient has a row of this period; the unique index refuses the second of two all the same. Answers how many.
 */
export async function sendPeriod(ctx: OperationContext, row: ScheduleRow, due: DuePeriod): Promise<number> {
  const { tx, tenantId, now } = ctx;
  const scope = scheduleScope(row);
  const document = await buildReport(ctx, { ...knownParts(row), scope }, due.period);
  const file = await storeReport(ctx, row, document);
  const { isAttached, text: enclosed } = enclosureOf(row, file.bytes);
  const linkPath = `/reports/deliveries?f.schedule=is:${toPublicId('reportSchedule', row.id)}`;
  const mailIds = await enqueueMail(
    tx,
    tenantId,
    now,
    due.subscribers.map(({ id, email }) => ({
      recipient: email,
      content: ({ link, unsubscribe }) => renderReportMail({ document, name: row.name, enclosed, links: { open: link, unsubscribe } }),
      ...{ linkPath, linkId: null, unsubscribeId: id, fileIds: isAttached ? [file.id] : [] },
    })),
  );
  const { startMs, endMs, timeZone } = due.period;
  await tx.insert(reportDelivery).values(
    due.subscribers.map(({ id, email }, at) => ({
      ...{
        tenantId,
        id: due.deliveryId ?? newUuid(now.getTime()),
        scheduleId: row.id,
        subscriptionId: id,
        recipient: email,
        dueDay: due.day,
      },
      ...{ periodStartAt: new Date(startMs), periodEndAt: new Date(endMs), timeZone, dueAt: new Date(due.atMs), createdAt: now },
      ...{ state: 'mailed' as const, mailId: mailIds[at] ?? null, fileId: file.id },
    })),
  );
  return due.subscribers.length;
}
