import { startOfLocalDay, wallAt } from '#lib/budgets/local-time.ts';
import type { ReportFrequency } from '#lib/contracts/report-request.ts';
import { isoWeekdayOf, periodBefore, type ReportPeriod, wallDayAt } from './report-period.ts';

/** When a schedule is due, apart from the zone. */
export interface ScheduleTimes {
  readonly frequency: ReportFrequency;
  /** ISO 8601, Monday is 1. */
  readonly weekday: number;
  readonly monthDay: number;
  /** `HH:MM`. */
  readonly localTime: string;
}

/** One time that a schedule is due in a zone. */
export interface Occurrence {
  readonly atMs: number;
  /** The local day, such as 2026-11-16: names the occurrence, whatever becomes of the zone's offset. */
  readonly day: string;
  /** What it reports on. */
  readonly period: ReportPeriod;
}

const dayMs = 86_400_000;
/** A quarter has at most 92 days, and its day may be late in one and early in the next. */
const daysMax = 130;

function wallTimeOf(localTime: string): number {
  const [hours = 0, minutes = 0] = localTime.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** Whether a local day, given as its midnight in wall milliseconds, is one of the schedule's. */
function isDue({ frequency, weekday, monthDay }: ScheduleTimes, wallDayMs: number): boolean {
  if (frequency === 'daily') return true;
  if (frequency === 'weekly') return isoWeekdayOf(wallDayMs) === weekday;
  const day = new Date(wallDayMs);
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  const isDay = day.getUTCDate() === Math.min(monthDay, lastDay);
  return isDay && (frequency === 'monthly' || day.getUTCMonth() % 3 === 0);
}

/**
 * The instant at which clocks show the schedule's time on a local day. Where they show it twice it is the first; where they
 * skip it, the instant at which they go on: every day has one.
 */
const instantOn = (times: ScheduleTimes, timeZone: string, wallDayMs: number): number =>
  startOfLocalDay(timeZone, wallDayMs + wallTimeOf(times.localTime));

function occurrenceOn(times: ScheduleTimes, timeZone: string, wallDayMs: number): Occurrence {
  const day = new Date(wallDayMs).toISOString().slice(0, 10);
  return { atMs: instantOn(times, timeZone, wallDayMs), day, period: periodBefore(times.frequency, timeZone, wallDayMs) };
}

/** The first occurrence after an instant. */
export function nextOccurrence(times: ScheduleTimes, timeZone: string, afterMs: number): Occurrence {
  const today = wallDayAt(timeZone, afterMs);
  for (let days = 0; days <= daysMax; days += 1) {
    const wallDay = today + days * dayMs;
    if (!isDue(times, wallDay)) continue;
    const found = occurrenceOn(times, timeZone, wallDay);
    if (found.atMs > afterMs) return found;
  }
  throw new RangeError(`No ${times.frequency} occurrence in ${timeZone} after ${afterMs}`);
}

/** The last occurrence at or before an instant. */
export function lastOccurrence(times: ScheduleTimes, timeZone: string, atMs: number): Occurrence {
  const today = wallDayAt(timeZone, atMs);
  // Clocks may skip the time to the next day, so that one day ahead may be due already.
  for (let days = -1; days <= daysMax; days += 1) {
    const wallDay = today - days * dayMs;
    if (!isDue(times, wallDay)) continue;
    const found = occurrenceOn(times, timeZone, wallDay);
    if (found.atMs <= atMs) return found;
  }
  throw new RangeError(`No ${times.frequency} occurrence in ${timeZone} before ${wallAt(timeZone, atMs)}`);
}
