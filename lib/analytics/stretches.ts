import { and, eq, gte, lt } from 'drizzle-orm';
import { usageClosedDay } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Period, TimeRange } from './time-range.ts';

/** A period by where its sums lie: in days that are closed, and in the hours of the stretches between. */
export interface Stretches {
  /** Beginnings of closed days, each a whole bucket of the period. */
  readonly days: readonly number[];
  readonly open: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Splits a period; `closed` has the end of each closed day by its beginning. */
export function stretchesOf({ starts, toMs }: Period, closed: ReadonlyMap<number, number>): Stretches {
  const days: number[] = [];
  const open: { fromMs: number; toMs: number }[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? toMs;
    const last = open.at(-1);
    if (closed.get(start) === end) days.push(start);
    else if (last?.toMs === start) last.toMs = end;
    else open.push({ fromMs: start, toMs: end });
  }
  return { days, open };
}

/** The closed days of a range that is split by days; those of another time zone do not fit its buckets and are not used. */
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
      ),
    );
  return new Map(rows.map(({ dayAt, nextDayAt }) => [dayAt.getTime(), nextDayAt.getTime()]));
}
