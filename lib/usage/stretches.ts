import { sql } from 'drizzle-orm';
import type { TenantReading } from '#lib/command/context.ts';

const hourMs = 3_600_000;

/** Days, spans and parts of them, whose sums are kept: up to `toMs`, which for the newest day is not its end yet. */
export interface ClosedStretch {
  /** 1, one of 2, 4, 8, 16 and 32, or 0 for the hours of a day up to noon, and for those from noon to 18:00. */
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

/** Days and spans of 8 and 32, for histograms and kinds of work, which the others do not have. */
export const withLongSpans = (closed: Closed): Closed => closed.filter(({ days }) => [1, 8, 32].includes(days));

/** All but parts of days, for sums that those do not have. */
export const withoutPartsOfDays = (closed: Closed): Closed => closed.filter(({ days }) => days > 0);

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

/** The parts of a day that are kept from its beginning on without a gap. */
function partsOf(day: ClosedStretch, closed: Closed): Closed {
  const found: ClosedStretch[] = [];
  for (const one of closed) if (one.days === 0 && one.fromMs === (found.at(-1)?.toMs ?? day.fromMs)) found.push(one);
  return found;
}

/**
 * Where a period that is asked for as a whole ends within a closed day, as much of that day is taken as comes nearest to the end: nothing, what
 * is before noon or 18:00, or all of it. Hours of it behind the end are then to be taken off again (`less`); both are on the hour, and of an hour
 * that the end cuts, the first part is then missing.
 */
export function withLastDay(stretches: Stretches, { fromMs, toMs }: Span, closed: Closed): Stretches & { readonly less: readonly Span[] } {
  const day = closed.find((one) => one.days === 1 && one.fromMs >= fromMs && one.fromMs < toMs && one.toMs > toMs);
  if (day === undefined) return { ...stretches, less: [] };
  const parts = partsOf(day, closed);
  const endOf = (taken: Closed): number => taken.at(-1)?.toMs ?? day.fromMs;
  const nearest = [...parts.map((_, index) => parts.slice(0, index + 1)), [day]].reduce<Closed>(
    (found, taken) => (Math.abs(toMs - endOf(taken)) < Math.abs(toMs - endOf(found)) ? taken : found),
    [],
  );
  const reached = endOf(nearest);
  const before = stretches.open.map((span) => ({ fromMs: span.fromMs, toMs: Math.min(span.toMs, day.fromMs) }));
  return {
    kept: [...stretches.kept.filter((one) => one.toMs <= day.fromMs), ...nearest],
    open: [...before.filter((span) => span.fromMs < span.toMs), ...(reached < toMs ? [{ fromMs: reached, toMs }] : [])],
    less: reached > toMs ? [{ fromMs: toMs - (toMs % hourMs), toMs: reached }] : [],
  };
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
