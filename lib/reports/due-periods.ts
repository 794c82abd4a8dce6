import { and, eq, inArray } from 'drizzle-orm';
import { reportDelivery } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type ScheduleRow, scheduleTimes } from './schedule-rows.ts';
import { lastOccurrence } from './schedule-times.ts';
import type { DuePeriod } from './send-period.ts';
import { readSubscribers, type Subscriber } from './subscriptions.ts';

/**
 * What a schedule owes at an instant: for each zone of its recipients the last time it was due, unless that lies before what
 * is to be sent at all, and without those who have it. Of several that were missed only the last is made up for.
 */
export async function duePeriods(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  row: ScheduleRow,
  nowMs: number,
): Promise<DuePeriod[]> {
  const subscribers = await readSubscribers({ tx, tenantId }, row);
  const times = scheduleTimes(row);
  const owed = [...Map.groupBy(subscribers, ({ timeZone }) => timeZone)].flatMap(([zone, members]) => {
    const { atMs, day, period } = lastOccurrence(times, zone, nowMs);
    return atMs >= row.dueFromAt.getTime() ? [{ atMs, day, period, subscribers: members }] : [];
  });
  if (owed.length === 0) return [];
  const had = await tx
    .select({ subscriptionId: reportDelivery.subscriptionId, dueDay: reportDelivery.dueDay })
    .from(reportDelivery)
    .where(
      and(
        eq(reportDelivery.tenantId, tenantId),
        eq(reportDelivery.scheduleId, row.id),
        inArray(
          reportDelivery.dueDay,
          owed.map(({ day }) => day),
        ),
      ),
    );
  const hasIt = ({ id }: Subscriber, day: string): boolean => had.some((row) => row.subscriptionId === id && row.dueDay === day);
  return owed
    .map((due) => ({ ...due, subscribers: due.subscribers.filter((member) => !hasIt(member, due.day)) }))
    .filter((due) => due.subscribers.length > 0);
}
