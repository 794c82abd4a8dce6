import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { usageClosedDay } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Period, TimeRange } from './time-range.ts';

/** A period by where its sums lie: in days that are closed, and in the hours of the stretches between. */
export interface Stretches {
  /** Beginnings of closed days, each that of a bucket of the period and no longer than it. */
  readonly days: readonly number[];
  readonly open: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Splits a period; `closed` has by the beginning of each closed day how far it is added up, for the newest not yet to its end. */
export function stretchesOf({ starts, toMs }: Period, closed: ReadonlyMap<number, number>): Stretches {
  const days: number[] = [];
  const open: { fromMs: number; toMs: number }[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? toMs;
    const until = closed.get(start);
    const isKept = until !== undefined && until <= end;
    if (isKept) days.push(start);
    const fromMs = isKept ? until : start;
    const last = open.at(-1);
    if (fromMs === end) continue;
    if (last?.toMs === fromMs) last.toMs = end;
    else open.push({ fromMs, toMs: end });
  }
  return { days, open };
}

/** Days that are added up to their end; the day of today, and yesterday for an hour or two, are not. */
const isWhole = sql`date_trunc('day', ${usageClosedDay.nextDayAt} at time zone ${usageClosedDay.timeZone}) = ${usageClosedDay.nextDayAt} at time zone ${usageClosedDay.timeZone}`;

/**
 * The closed days of a range that is split by days; those of another time zone do not fit its buckets and are not used. A day that goes on
 * gets further every hour, so that only a transaction that sees one picture may put it together with the hours behind it.
 */
export async function closedDays(
  { tx, tenantId }: OperationContext,
  { current, previous, bucket }: TimeRange,
): Promise<ReadonlyMap<number, number>> {
  if (bucket !== 'day') return new Map();
  const rows = await tx
    .select({ dayAt: usageClosedDay.dayAt, nextDayAt: usageClosedDay.nextDayAt })
    .from(usageClosedDay)
    .where(
      and(
        eq(usageClosedDay.tenantId, tenantId),
        gte(usageClosedDay.dayAt, new Date(previous?.fromMs ?? current.fromMs)),
        lt(usageClosedDay.dayAt, new Date(current.toMs)),
        sql`(current_setting('transaction_isolation') <> 'read committed' or ${isWhole})`,
      ),
    );
  return new Map(rows.map(({ dayAt, nextDayAt }) => [dayAt.getTime(), nextDayAt.getTime()]));
}
