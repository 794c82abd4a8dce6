/** A calendar day without a zone; months and days count from 1. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}

/** The wall clock of a zone at an instant, as if it were UTC, in milliseconds. */
function wallClock(instant: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of partsFormat(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The day it is in a zone at an instant. */
export function dayIn(timeZone: string, instant: Date): CalendarDay {
  const wall = new Date(wallClock(instant.getTime(), timeZone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** Adds days and months; a day past the end of its month becomes the month's last (Oct 31 − 1 month = Sep 30). */
export function shiftDay(from: CalendarDay, { days = 0, months = 0 }: { days?: number; months?: number }): CalendarDay {
  const firstOfMonth = new Date(Date.UTC(from.year, from.month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(firstOfMonth.getUTCFullYear(), firstOfMonth.getUTCMonth() + 1, 0)).getUTCDate();
  const shifted = new Date(Date.UTC(firstOfMonth.getUTCFullYear(), firstOfMonth.getUTCMonth(), Math.min(from.day, lastDay) + days));
  return { year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
}

/** The instant a day begins in a zone. Where the clock jumps over midnight it is the first moment that exists. */
export const startOfDay = (timeZone: string, { year, month, day }: CalendarDay): Date =>
  instantOfWall(timeZone, Date.UTC(year, month - 1, day));

/** The instant at which a zone's clocks show `2026-11-20T18:30`; undefined for what is no such time. */
export function instantAt(timeZone: string, text: string): Date | undefined {
  const wanted = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(wanted) ? undefined : instantOfWall(timeZone, wanted);
}

function instantOfWall(timeZone: string, wanted: number): Date {
  const offset = (instant: number): number => wallClock(instant, timeZone) - Math.floor(instant / 1000) * 1000;
  // The first guess may lie on the other side of a change of clocks; the second has the offset that holds there.
  const first = wanted - offset(wanted);
  const second = wanted - offset(first);
  return new Date(wallClock(second, timeZone) === wanted ? second : Math.max(first, second));
}

/** `2026-11-20`. */
export function writeDay({ year, month, day }: CalendarDay): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Undefined for anything but an existing day written as `2026-11-20`. */
export function readDay(text: string): CalendarDay | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return writeDay(shiftDay(day, {})) === text ? day : undefined;
}
