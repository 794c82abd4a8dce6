import { noBreak } from './parts.ts';

/** The person who reads: BCP 47 locale and IANA time zone. */
export interface Reader {
  locale: string;
  timeZone: string;
}

/** Length of one bar or point of a time chart. */
export type Bucket = 'minute' | 'hour' | 'day' | 'week' | 'month';

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(reader: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${reader.locale}|${reader.timeZone}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(reader.locale, { ...options, timeZone: reader.timeZone });
  if (formats.size < 500) formats.set(key, made);
  return made;
}

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const shortDay = { month: 'short', day: 'numeric' } as const;

const thisYear = (reader: Reader, date: Date, now: Date): boolean =>
  dateFormat(reader, { year: 'numeric' }).format(date) === dateFormat(reader, { year: 'numeric' }).format(now);

/** `Nov 20`, with the year when it is not the reader's current one. */
export function day(reader: Reader, date: Date, now: Date): string {
  return dateFormat(reader, thisYear(reader, date, now) ? shortDay : { ...shortDay, year: 'numeric' }).format(date);
}

/** `Nov 20, 14:03:22`, 24-hour clock, in the reader's zone, which the page names once. */
export function dateTime(reader: Reader, date: Date, now: Date): string {
  const options = { ...shortDay, ...clock, second: '2-digit' } as const;
  return dateFormat(reader, thisYear(reader, date, now) ? options : { ...options, year: 'numeric' }).format(date);
}

/** `14:03:22.418` for log rows of one day. */
export function timeOfDay(reader: Reader, date: Date): string {
  return dateFormat(reader, { ...clock, second: '2-digit', fractionalSecondDigits: 3 }).format(date);
}

/** `14:03`. */
export function hourMinute(reader: Reader, date: Date): string {
  return dateFormat(reader, clock).format(date);
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Under 24 hours away "12 min ago" or "in 3 h", else the absolute time. Show the absolute one on hover. */
export function relative(reader: Reader, date: Date, now: Date): string {
  const distance = now.getTime() - date.getTime();
  const size = Math.abs(distance);
  if (size >= dayMs) return dateTime(reader, date, now);
  if (size < 10_000) return 'just now';
  const amount =
    size < minuteMs
      ? `${Math.floor(size / 1000)}${noBreak}s`
      : size < 60 * minuteMs
        ? `${Math.floor(size / minuteMs)}${noBreak}min`
        : `${Math.floor(size / (60 * minuteMs))}${noBreak}h`;
  return distance >= 0 ? `${amount}${noBreak}ago` : `in${noBreak}${amount}`;
}

/** `Nov 1–20`, `Oct 28 – Nov 3`: first and last day of a range whose end is exclusive. */
export function dayRange(reader: Reader, from: Date, to: Date, now: Date): string {
  const last = new Date(to.getTime() - 1);
  const options = thisYear(reader, from, now) && thisYear(reader, last, now) ? shortDay : { ...shortDay, year: 'numeric' as const };
  // Intl surrounds the dash with thin spaces, which break lines and differ between versions.
  return dateFormat(reader, options)
    .formatRange(from, last)
    .replace(/\s*–\s*/, '–');
}

/** Axis and tooltip label of a bucket. A day of 23 or 25 hours says so; the running one ends in "so far". */
export function bucketLabel(reader: Reader, bucket: Bucket, from: Date, to: Date, now: Date): string {
  const running = from <= now && now < to ? ', so far' : '';
  return `${bucketName(reader, bucket, from, to, now)}${running}`;
}

function bucketName(reader: Reader, bucket: Bucket, from: Date, to: Date, now: Date): string {
  switch (bucket) {
    case 'minute':
      return hourMinute(reader, from);
    case 'hour':
      return `${day(reader, from, now)}, ${hourMinute(reader, from)}`;
    case 'day': {
      const hours = Math.round((to.getTime() - from.getTime()) / (60 * minuteMs));
      const odd = hours === 23 || hours === 25 ? ` (${hours}${noBreak}h)` : '';
      return `${dateFormat(reader, { weekday: 'short', ...shortDay }).format(from)}${odd}`;
    }
    case 'week':
      return dayRange(reader, from, to, now);
    case 'month':
      return dateFormat(reader, { month: 'long', year: 'numeric' }).format(from);
  }
}

/** Short label under the axis: the hour, the day, the month. */
export function bucketTick(reader: Reader, bucket: Bucket, from: Date): string {
  if (bucket === 'minute' || bucket === 'hour') return hourMinute(reader, from);
  if (bucket === 'month') return dateFormat(reader, { month: 'short' }).format(from);
  return dateFormat(reader, shortDay).format(from);
}

/** RFC 3339 in UTC with milliseconds, for exports and `dateTime` attributes. */
export const rfc3339 = (date: Date): string => date.toISOString();
