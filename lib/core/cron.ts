/**
 * Cron expressions of five fields (POSIX crontab: minute, hour, day of month, month, day of week), in UTC. Fields are `*`,
 * numbers, ranges, lists and steps; no names, no `L` or `#`. Where both days are restricted either one suffices, as POSIX says.
 */

interface Cron {
  /** Of a day, from its beginning, in order. */
  readonly timesMs: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Both kinds of days are restricted. */
  readonly eitherDay: boolean;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** The 29th of February comes again after eight years at most. */
const daysMax = 366 * 8 + 2;

function fieldOf(text: string, from: number, to: number): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) throw new Error(`${part} is no field of a cron expression`);
    const [, low, high, step] = match;
    const first = low === undefined ? from : Number(low);
    const last = high !== undefined ? Number(high) : low === undefined || step !== undefined ? to : first;
    const by = step === undefined ? 1 : Number(step);
    if (first < from || last > to || first > last || by < 1) throw new Error(`${part} is outside ${from} to ${to}`);
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

const ascending = (values: ReadonlySet<number>): number[] => [...values].sort((left, right) => left - right);

function parse(expression: string): Cron {
  const [minute, hour, day, month, weekday, ...more] = expression.trim().split(/\s+/);
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined || more.length > 0) {
    throw new Error(`The cron expression ${expression} does not have five fields`);
  }
  // 7 is Sunday as well.
  const weekdays = new Set([...fieldOf(weekday, 0, 7)].map((value) => value % 7));
  const minutes = ascending(fieldOf(minute, 0, 59));
  return {
    timesMs: ascending(fieldOf(hour, 0, 23)).flatMap((hourOfDay) => minutes.map((at) => hourOfDay * hourMs + at * minuteMs)),
    days: fieldOf(day, 1, 31),
    months: fieldOf(month, 1, 12),
    weekdays,
    eitherDay: day !== '*' && weekday !== '*',
  };
}

/** The schedules of functions are few, and the worker asks for all of them each second. */
const parsed = new Map<string, Cron>();
const parsedMax = 1000;

function cronOf(expression: string): Cron {
  const known = parsed.get(expression);
  if (known !== undefined) return known;
  const cron = parse(expression);
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(expression, cron);
  return cron;
}

function isDay({ days, months, weekdays, eitherDay }: Cron, at: Date): boolean {
  if (!months.has(at.getUTCMonth() + 1)) return false;
  const [inMonth, inWeek] = [days.has(at.getUTCDate()), weekdays.has(at.getUTCDay())];
  return eitherDay ? inMonth || inWeek : inMonth && inWeek;
}

const dayOf = (atMs: number): number => Math.floor(atMs / dayMs) * dayMs;

/** The first occurrence after an instant, in milliseconds since the epoch; null where there is none, such as of the 30th of February. Throws for a malformed expression. */
export function nextOccurrence(expression: string, afterMs: number): number | null {
  const cron = cronOf(expression);
  const firstDay = dayOf(afterMs);
  for (let index = 0; index < daysMax; index += 1) {
    const day = firstDay + index * dayMs;
    const time = isDay(cron, new Date(day)) ? cron.timesMs.find((timeMs) => day + timeMs > afterMs) : undefined;
    if (time !== undefined) return day + time;
  }
  return null;
}

/** The last occurrence after `afterMs` and not after `untilMs`; null where there is none. Throws for a malformed expression. */
export function lastOccurrence(expression: string, afterMs: number, untilMs: number): number | null {
  const cron = cronOf(expression);
  for (let day = dayOf(untilMs); day + dayMs > afterMs; day -= dayMs) {
    const time = isDay(cron, new Date(day)) ? cron.timesMs.findLast((timeMs) => day + timeMs <= untilMs) : undefined;
    if (time !== undefined) return day + time > afterMs ? day + time : null;
  }
  return null;
}
