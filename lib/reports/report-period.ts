import { startOfLocalDay, wallAt } from '#lib/budgets/local-time.ts';
import type { ReportFrequency, reportPeriods } from '#lib/contracts/report-request.ts';

/** A stretch of time that a report is about. */
export interface ReportPeriod {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly timeZone: string;
  readonly label: string;
}

const dayMs = 86_400_000;
const quarterMonths = 3;

/** Midnight of the local day that clocks show, in wall milliseconds (lib/budgets/local-time.ts). */
export const wallDayAt = (timeZone: string, atMs: number): number => {
  const wall = wallAt(timeZone, atMs);
  return wall - (((wall % dayMs) + dayMs) % dayMs);
};

/** ISO 8601: Monday is 1. */
export const isoWeekdayOf = (wallDayMs: number): number => new Date(wallDayMs).getUTCDay() || 7;

const textOf = (wallMs: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(wallMs);
const dayText = (wallMs: number): string => textOf(wallMs, { day: 'numeric', month: 'short', year: 'numeric' });

/** First and last wall day of the unit before the one that a local day lies in; the end is exclusive. */
function unitBefore(frequency: ReportFrequency, wallDayMs: number): readonly [start: number, end: number, label: string] {
  const day = new Date(wallDayMs);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  if (frequency === 'daily') return [wallDayMs - dayMs, wallDayMs, dayText(wallDayMs - dayMs)];
  if (frequency === 'weekly') {
    const end = wallDayMs - (isoWeekdayOf(wallDayMs) - 1) * dayMs;
    return [end - 7 * dayMs, end, `${dayText(end - 7 * dayMs)} to ${dayText(end - dayMs)}`];
  }
  if (frequency === 'monthly') {
    const start = Date.UTC(year, month - 1);
    return [start, Date.UTC(year, month), textOf(start, { month: 'long', year: 'numeric' })];
  }
  const endMonth = month - (month % quarterMonths);
  const start = Date.UTC(year, endMonth - quarterMonths);
  const quarter = new Date(start).getUTCMonth() / quarterMonths + 1;
  return [start, Date.UTC(year, endMonth), `Q${quarter} ${new Date(start).getUTCFullYear()}`];
}

/** The last whole day, ISO week, month or quarter that was over when a local day began. */
export function periodBefore(frequency: ReportFrequency, timeZone: string, wallDayMs: number): ReportPeriod {
  const [start, end, label] = unitBefore(frequency, wallDayMs);
  return { startMs: startOfLocalDay(timeZone, start), endMs: startOfLocalDay(timeZone, end), timeZone, label };
}

const frequencyOf = { last_day: 'daily', last_week: 'weekly', last_month: 'monthly', last_quarter: 'quarterly' } as const;

interface PeriodChoice {
  readonly period: (typeof reportPeriods)[number];
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A stretch that somebody chose; its label names its first and its last day. */
export function customPeriod(startMs: number, endMs: number, timeZone: string): ReportPeriod {
  const label = `${dayText(wallDayAt(timeZone, startMs))} to ${dayText(wallDayAt(timeZone, endMs - 1))}`;
  return { startMs, endMs, timeZone, label };
}

/** The period that a question names; ends of a custom one are there, the contract has checked that. */
export function choosePeriod({ period, from, to }: PeriodChoice, timeZone: string, nowMs: number): ReportPeriod {
  if (period !== 'custom') return periodBefore(frequencyOf[period], timeZone, wallDayAt(timeZone, nowMs));
  return customPeriod(from?.getTime() ?? 0, to?.getTime() ?? 0, timeZone);
}
