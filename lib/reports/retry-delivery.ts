import { and, eq } from 'drizzle-orm';
import { reportDelivery, reportSchedule } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { ReportDelivery, reportDeliveryRetry } from '#lib/contracts/report-schedules.ts';
import { AppError } from '#lib/core/errors.ts';
import { requeueMail } from '#lib/mail/requeue-mail.ts';
import { readDeliveries } from './delivery-rows.ts';
import { periodBefore } from './report-period.ts';
import { readScheduleRow, type ScheduleRow, scheduleScope } from './schedule-rows.ts';
import { sendPeriod } from './send-period.ts';
import { readSubscribers, requireMaySendOutside, type Subscriber } from './subscriptions.ts';

/** Makes a report that never became a message, in the name of whoever asks: they must see it themselves. */
async function makeAgain(
  ctx: OperationContext,
  row: ScheduleRow,
  stored: typeof reportDelivery.$inferSelect,
  subscriber: Subscriber,
): Promise<void> {
  const { tx, tenantId } = ctx;
  await tx.delete(reportDelivery).where(and(eq(reportDelivery.tenantId, tenantId), eq(reportDelivery.id, stored.id)));
  const period = periodBefore(row.frequency, stored.timeZone, Date.parse(stored.dueDay));
  const due = { day: stored.dueDay, atMs: stored.dueAt.getTime(), period, subscribers: [subscriber], deliveryId: stored.id };
  await sendPeriod(ctx, row, due);
}

/** Who it is sent to again: somebody who is still on the list, and outside only by those who may send there. */
async function requireSubscriber(ctx: OperationContext, row: ScheduleRow, subscriptionId: string): Promise<Subscriber> {
  const subscriber = (await readSubscribers(ctx, row)).find(({ id }) => id === subscriptionId);
  if (subscriber === undefined)
    throw new AppError('conflict', { detail: 'The recipient is not on the list any more, or has unsubscribed.' });
  if (subscriber.isExternal) await requireMaySendOutside(ctx, scheduleScope(row));
  return subscriber;
}

export const retryDelivery = defineCommand(reportDeliveryRetry, async (ctx, { schedule_id: scheduleId, delivery_id: id }) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, reportSchedule, tenantId, scheduleId);
  const [stored] = await tx
    .select()
    .from(reportDelivery)
    .where(and(eq(reportDelivery.tenantId, tenantId), eq(reportDelivery.id, id), eq(reportDelivery.scheduleId, scheduleId)));
  const [before] = stored === undefined ? [] : await readDeliveries(ctx, { where: eq(reportDelivery.id, id) });
  if (stored === undefined || before === undefined) throw new AppError('not_found');
  if (before.state !== 'failed' && before.state !== 'skipped')
    throw new AppError('conflict', { detail: before.state === 'sent' ? 'It was sent.' : 'It waits to be sent.' });
  const row = await readScheduleRow(ctx, scheduleId);
  const subscriber = await requireSubscriber(ctx, row, stored.subscriptionId);
  const isBack = stored.mailId !== null && (await requeueMail(tx, tenantId, stored.mailId, now));
  if (!isBack) await makeAgain(ctx, row, stored, subscriber);
  const [result] = await readDeliveries(ctx, { where: eq(reportDelivery.id, id) });
  if (result === undefined) throw new AppError('internal', { internal: 'A report that was sent again has no delivery' });
  return { result, changes: [changeOf('report_delivery', 'reportDelivery', ReportDelivery, before, result)] };
});
