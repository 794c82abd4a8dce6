import { sql } from 'drizzle-orm';
import type { OperationContext } from '#lib/command/context.ts';
import { type analyticsOverview, customDaysMax, hourBucketsMax, type rangeInput } from '#lib/contracts/analytics.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { callerTimeZone } from './caller-time-zone.ts';

/** A stretch of time and the beginnings of its buckets, the first of which is its own; milliseconds since the epoch. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
  readonly starts: readonly number[];
}

export interface TimeRange {
  readonly current: Period;
  readonly previous: Period | null;
  readonly timeZone: string;
  readonly bucket: 'hour' | 'day';
  /** Ends now. */
  readonly isOpen: boolean;
}

/** The same range for questions that ask for no buckets, so that sums of longer stretches answer them. */
export function withoutBuckets(range: TimeRange): TimeRange {
  const whole = (period: Period): Period => ({ ...period, starts: [period.fromMs] });
  return { ...range, current: whole(range.current), previous: range.previous === null ? null : whole(range.previous) };
}

/** A range as operations take it (`rangeInput`), parsed. */
export type RangeRequest = Pick<InputOf<typeof analyticsOverview>, keyof typeof rangeInput>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Local days of the named ranges, today included. */
const daysOf: Readonly<Record<'today' | '7d' | '30d' | '90d', number>> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
  readonly previous: { readonly fromMs: number; readonly toMs: number } | null;
}

/**
 * Whole local days up to now, and the same days of the calendar before, up to the same time of day. PostgreSQL does the
 * arithmetic of local days: with summer time they have 23 to 25 hours.
 */
async function localDays({ tx, now }: OperationContext, timeZone: string, days: number): Promise<Bounds> {
  const [row] = await tx.execute<{ from_ms: number; previous_from_ms: number; previous_to_ms: number }>(sql`
    with here as (select ${now.toISOString()}::timestamptz at time zone ${timeZone} as now, ${timeZone}::text as zone, ${days}::integer as days),
    first as (select zone, now, days, date_trunc('day', now) - make_interval(days => days - 1) as began from here)
    select extract(epoch from began at time zone zone)::float8 * 1000 as from_ms,
      extract(epoch from (began - make_interval(days => days)) at time zone zone)::float8 * 1000 as previous_from_ms,
      extract(epoch from (now - make_interval(days => days)) at time zone zone)::float8 * 1000 as previous_to_ms
    from first`);
  if (row === undefined) throw new AppError('internal', { internal: 'A query without a table has no row' });
  const previous = { fromMs: Math.round(row.previous_from_ms), toMs: Math.round(row.previous_to_ms) };
  return { fromMs: Math.round(row.from_ms), toMs: now.getTime(), previous };
}

async function sinceFirstCall({ tx, tenantId, now }: OperationContext): Promise<Bounds> {
  const [row] = await tx.execute<{ from_ms: number | null }>(sql`
    select extract(epoch from min(hour_at))::float8 * 1000 as from_ms from usage_hour where tenant_id = ${tenantId}`);
  const toMs = now.getTime();
  return { fromMs: row?.from_ms ?? toMs - (toMs % hourMs), toMs, previous: null };
}

function boundsOf(ctx: OperationContext, input: RangeRequest, timeZone: string): Promise<Bounds> {
  if (input.range === 'all') return sinceFirstCall(ctx);
  if (input.range !== 'custom') return localDays(ctx, timeZone, daysOf[input.range]);
  const [fromMs, toMs] = [input.from?.getTime() ?? 0, input.to?.getTime() ?? 0];
  return Promise.resolve({ fromMs, toMs, previous: { fromMs: fromMs - (toMs - fromMs), toMs: fromMs } });
}

/** The beginnings of local days inside a stretch, its own beginning first. */
async function dayStarts({ tx }: OperationContext, timeZone: string, fromMs: number, toMs: number): Promise<readonly number[]> {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  const rows = await tx.execute<{ start_ms: number }>(sql`
    select extract(epoch from day at time zone ${timeZone})::float8 * 1000 as start_ms
    from generate_series(date_trunc('day', ${from}::timestamptz at time zone ${timeZone}), ${to}::timestamptz at time zone ${timeZone}, '1 day') as day
    where day at time zone ${timeZone} > ${from}::timestamptz and day at time zone ${timeZone} < ${to}::timestamptz
    order by 1`);
  return [fromMs, ...[...rows].map((row) => Math.round(row.start_ms))];
}

/** Hours begin where they do in UTC, which is how they are kept; the first bucket may be a part of one. */
function hourStarts(fromMs: number, toMs: number): readonly number[] {
  const starts = [fromMs];
  for (let at = fromMs - (fromMs % hourMs) + hourMs; at < toMs; at += hourMs) starts.push(at);
  return starts;
}

const fault = (pointer: string, detail: string): AppError => new AppError('validation_failed', { errors: [{ pointer, detail }] });

/** Resolves a range as callers name it to instants and buckets; throws `validation_failed` for one that is too long. */
export async function resolveTimeRange(ctx: OperationContext, input: RangeRequest): Promise<TimeRange> {
  const timeZone = input.time_zone ?? (await callerTimeZone(ctx));
  const bounds = await boundsOf(ctx, input, timeZone);
  const lengthMs = bounds.toMs - bounds.fromMs;
  if (input.range === 'custom' && lengthMs > customDaysMax * dayMs) throw fault('/from', `A range may have ${customDaysMax} days`);
  const bucket = input.bucket ?? (lengthMs <= 2 * dayMs ? 'hour' : 'day');
  if (bucket === 'hour' && lengthMs > hourBucketsMax * hourMs)
    throw fault('/bucket', `Only up to ${hourBucketsMax / 24} days can be split by the hour`);
  const periodOf = async ({ fromMs, toMs }: { fromMs: number; toMs: number }): Promise<Period> => ({
    fromMs,
    toMs,
    starts: bucket === 'hour' ? hourStarts(fromMs, toMs) : await dayStarts(ctx, timeZone, fromMs, toMs),
  });
  const compared = input.compare === 'previous' ? bounds.previous : null;
  return {
    current: await periodOf(bounds),
    previous: compared === null ? null : await periodOf(compared),
    timeZone,
    bucket,
    isOpen: bounds.toMs >= ctx.now.getTime(),
  };
}
