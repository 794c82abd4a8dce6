import { type CalendarDay, dayIn, readDay, shiftDay, startOfDay } from './zoned-time.ts';

export const presets = ['today', '7d', '30d', 'month', 'quarter', 'year', 'all'] as const;
export type Preset = (typeof presets)[number];

/** A range as it stands in the URL: a preset that moves with time, or two fixed ends (days, or instants after a zoom). */
export type Range = { preset: Preset } | { from: string; to: string };

/** What the range is held against; `none` also stands in the URL, because "previous" is the default. */
export type Comparison = 'previous' | 'year' | 'none' | { from: string; to: string };

export interface RangeContext {
  now: Date;
  timeZone: string;
  /** First event of the tenant, where "all" begins. */
  firstEvent: Date;
  /** Month in which the fiscal year begins, 1 to 12. */
  fiscalStartMonth?: number;
}

/** Two instants; the end is not part of it. */
export interface Span {
  from: Date;
  to: Date;
}

/** Undefined when an end is neither an existing day nor an RFC 3339 instant, or the range is not forward. */
export function fixedSpan(from: string, to: string, timeZone: string): Span | undefined {
  const [firstDay, lastDay] = [readDay(from), readDay(to)];
  const span =
    firstDay && lastDay
      ? { from: startOfDay(timeZone, firstDay), to: startOfDay(timeZone, shiftDay(lastDay, { days: 1 })) }
      : { from: readInstant(from), to: readInstant(to) };
  return span.from && span.to && span.from < span.to ? { from: span.from, to: span.to } : undefined;
}

function readInstant(text: string): Date | undefined {
  const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : undefined;
  return instant && !Number.isNaN(instant.getTime()) ? instant : undefined;
}

/** First day of a preset that runs up to and including today. */
function presetStart(preset: Exclude<Preset, 'all'>, today: CalendarDay, fiscalStartMonth: number): CalendarDay {
  switch (preset) {
    case 'today':
      return today;
    case '7d':
      return shiftDay(today, { days: -6 });
    case '30d':
      return shiftDay(today, { days: -29 });
    case 'month':
      return { ...today, day: 1 };
    case 'quarter': {
      const past = (today.month - fiscalStartMonth + 12) % 3;
      return shiftDay({ ...today, day: 1 }, { months: -past });
    }
    case 'year': {
      const past = (today.month - fiscalStartMonth + 12) % 12;
      return shiftDay({ ...today, day: 1 }, { months: -past });
    }
  }
}

/** The instants a range stands for. Presets end with today, so their last bucket is still running. */
export function resolveRange(range: Range, { now, timeZone, firstEvent, fiscalStartMonth = 1 }: RangeContext): Span | undefined {
  if (!('preset' in range)) return fixedSpan(range.from, range.to, timeZone);
  const today = dayIn(timeZone, now);
  const to = startOfDay(timeZone, shiftDay(today, { days: 1 }));
  const first = range.preset === 'all' ? dayIn(timeZone, firstEvent) : presetStart(range.preset, today, fiscalStartMonth);
  return { from: startOfDay(timeZone, first), to };
}

/** Moves an instant by whole calendar days and months, keeping its time of day. */
function shiftInstant(instant: Date, timeZone: string, by: { days?: number; months?: number }): Date {
  const day = dayIn(timeZone, instant);
  const sinceMidnight = instant.getTime() - startOfDay(timeZone, day).getTime();
  return new Date(startOfDay(timeZone, shiftDay(day, by)).getTime() + sinceMidnight);
}

const calendarMonths: Partial<Record<Preset, number>> = { month: -1, quarter: -3, year: -12 };

/**
 * What the range is compared with, cut at the same moment: on Nov 20 at 14:00 "this month" is held against Oct 1 to
 * Oct 20 at 14:00, never against a whole month. Undefined without a comparison, and for "all", which has nothing before it.
 */
export function resolveComparison(comparison: Comparison, range: Range, context: RangeContext): Span | undefined {
  if (comparison === 'none') return undefined;
  if (typeof comparison === 'object') return fixedSpan(comparison.from, comparison.to, context.timeZone);
  const span = resolveRange(range, context);
  const preset = 'preset' in range ? range.preset : undefined;
  if (!span || preset === 'all') return undefined;
  const { timeZone, now } = context;
  const end = now < span.to && now > span.from ? now : span.to;
  const months = comparison === 'year' ? -12 : preset && calendarMonths[preset];
  if (months !== undefined) {
    const shift = (instant: Date): Date => shiftInstant(instant, timeZone, { months });
    // The exclusive end is moved by its last moment, so that Oct 31 stays within October.
    return { from: shift(span.from), to: new Date(shift(new Date(end.getTime() - 1)).getTime() + 1) };
  }
  const days = Math.max(1, Math.round((span.to.getTime() - span.from.getTime()) / 86_400_000));
  const short = span.to.getTime() - span.from.getTime() < 86_400_000 * 0.9;
  if (short) return { from: new Date(2 * span.from.getTime() - span.to.getTime()), to: span.from };
  return { from: shiftInstant(span.from, timeZone, { days: -days }), to: shiftInstant(end, timeZone, { days: -days }) };
}
