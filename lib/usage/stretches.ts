import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';

const hourMs = 3_600_000;

/** Days, or weeks of them, whose sums are kept: up to `toMs`, which for the newest day is not its end yet. */
export interface ClosedStretch {
  /** 1, 7 or 28. */
  readonly days: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Closed days and spans of days that touch a range, by their beginning and the longest first. */
export type Closed = readonly ClosedStretch[];

/** A stretch of time; milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A period by where its sums lie: in closed days and spans, and in the hours of the stretches between. */
export interface Stretches {
  /** Each lies in one bucket of the period. */
  readonly kept: Closed;
  readonly open: readonly Span[];
}

/** The days alone, for sums that are not kept over spans. */
export const withoutSpans = (closed: Closed): Closed => closed.filter(({ days }) => days === 1);

/** Splits a period that has buckets from `starts` on: into each go the longest spans and days that fit, what is left are hours. */
export function stretchesOf({ starts, toMs }: { readonly starts: readonly number[]; readonly toMs: number }, closed: Closed): Stretches {
  const kept: ClosedStretch[] = [];
  const open: { fromMs: number; toMs: number }[] = [];
  const leaveOpen = (fromMs: number, until: number): void => {
    const last = open.at(-1);
    if (fromMs === until) return;
    if (last?.toMs === fromMs) last.toMs = until;
    else open.push({ fromMs, toMs: until });
  };
  let next = 0;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? toMs;
    let at = start;
    for (let one = closed[next]; one !== undefined && one.fromMs < end; one = closed[next]) {
      next += 1;
      if (one.fromMs < at || one.toMs > end) continue;
      leaveOpen(at, one.fromMs);
      kept.push(one);
      at = one.toMs;
    }
    leaveOpen(at, end);
  }
  return { kept, open };
}

/**
 * Where the last open stretch of a period is most of a closed day, that day is taken as a whole, and its hours after the end are to be taken
 * off again (`less`): they are fewer. Both are on the hour; of an hour that the end cuts, the first part is then missing.
 */
export function withLastDay({ kept, open }: Stretches, toMs: number, closed: Closed): Stretches & { readonly less: readonly Span[] } {
  const last = open.at(-1);
  const day = closed.find(({ days, fromMs }) => days === 1 && fromMs === last?.fromMs);
  if (last === undefined || day === undefined || last.toMs !== toMs || toMs - day.fromMs <= day.toMs - toMs)
    return { kept, open, less: [] };
  return { kept: [...kept, day], open: open.slice(0, -1), less: [{ fromMs: toMs - (toMs % hourMs), toMs: day.toMs }] };
}

/** Divides open stretches into hours of closed days, which are kept by hour too, and the rest. */
export function hoursKept(open: readonly Span[], closed: Closed): { readonly kept: readonly Span[]; readonly open: readonly Span[] } {
  const days = withoutSpans(closed);
  const parts = open.map(({ fromMs, toMs }) => {
    const within = days.filter((day) => day.fromMs < toMs && day.toMs > fromMs);
    const kept = within.map((day) => ({ fromMs: Math.max(fromMs, day.fromMs), toMs: Math.min(toMs, day.toMs) }));
    const starts = [fromMs, ...kept.map((span) => span.toMs)];
    const ends = [...kept.map((span) => span.fromMs), toMs];
    const left = starts.map((start, index) => ({ fromMs: start, toMs: ends[index] ?? toMs }));
    return { kept, left: left.filter((span) => span.fromMs < span.toMs) };
  });
  return { kept: parts.flatMap(({ kept }) => kept), open: parts.flatMap(({ left }) => left) };
}

/**
 * The closed days and spans of a stretch. A day that goes on gets further every hour, so that only a transaction that sees one picture may
 * put it together with the hours behind it.
 */
export async function closedDays({ tx, tenantId }: Pick<TenantReading, 'tx' | 'tenantId'>, { fromMs, toMs }: Span): Promise<Closed> {
  const from = sql`${new Date(fromMs).toISOString()}::timestamptz`;
  const to = sql`${new Date(toMs).toISOString()}::timestamptz`;
  const rows = await tx.execute<{ days: number; from_ms: number; to_ms: number }>(sql`
    select days, extract(epoch from start_at)::float8 * 1000 as from_ms, extract(epoch from end_at)::float8 * 1000 as to_ms from (
      select 1::smallint as days, day_at as start_at, next_day_at as end_at from usage_closed_day
      where tenant_id = ${tenantId} and day_at >= ${from} and day_at < ${to} and (current_setting('transaction_isolation') <> 'read committed'
        or date_trunc('day', next_day_at at time zone time_zone) = next_day_at at time zone time_zone)
      union all
      select days, start_at, end_at from usage_closed_span where tenant_id = ${tenantId} and start_at >= ${from} and end_at <= ${to}
    ) as closed order by start_at, days desc`);
  return [...rows].map(({ days, from_ms, to_ms }) => ({ days, fromMs: Math.round(from_ms), toMs: Math.round(to_ms) }));
}
