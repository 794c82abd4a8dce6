/**
 * Local calendar days as instants, by the time zone data of Intl: the arithmetic below budgets' periods. Instants are
 * milliseconds since 1970; a local time is written as the instant that UTC would show it at (its "wall" milliseconds).
 */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Intl objects cost a millisecond to make and are shared; there are some 600 zones, aliases included. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

// What "en-US" makes of these fields: 11/21/2026, 08:50:43.
const shape = /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d):(\d\d)$/;

/** What clocks in the zone show at an instant, in wall milliseconds. Years 1970 to 9999. Throws RangeError for no zone of Intl. */
export function wallAt(timeZone: string, atMs: number): number {
  if (timeZone === 'UTC') return atMs;
  const match = shape.exec(formatterOf(timeZone).format(atMs));
  if (match === null) throw new RangeError(`No local time in ${timeZone} at ${atMs}`);
  const [, month, day, year, hour, minute, second] = match;
  const milliseconds = ((atMs % 1000) + 1000) % 1000;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) + milliseconds;
}

/** The first instant between two at which clocks show a wall time or a later one; they must show an earlier one at `beforeMs`. */
function firstAtOrAfter(timeZone: string, wallMs: number, beforeMs: number, afterMs: number): number {
  let before = beforeMs;
  let after = afterMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallAt(timeZone, middle) >= wallMs) after = middle;
    else before = middle;
  }
  return after;
}

/**
 * The first instant of a local day, given as the wall milliseconds of its midnight. Where clocks show midnight twice it is
 * the earlier one; where they skip it, or the whole day, the instant at which they go on.
 */
export function startOfLocalDay(timeZone: string, midnightWallMs: number): number {
  if (timeZone === 'UTC') return midnightWallMs;
  // A zone that changes its offset near this midnight has one offset a day before and the other a day after.
  const offsets = [midnightWallMs - dayMs, midnightWallMs + dayMs].map((atMs) => wallAt(timeZone, atMs) - atMs);
  const candidates = offsets.map((offset) => midnightWallMs - offset).sort((a, b) => a - b);
  const shown = candidates.find((atMs) => wallAt(timeZone, atMs) === midnightWallMs);
  if (shown !== undefined) return shown;
  const [first = midnightWallMs, last = midnightWallMs] = [candidates[0], candidates.at(-1)];
  return firstAtOrAfter(timeZone, midnightWallMs, first - hourMs, last + hourMs);
}

/** The beginnings of local days from the one `fromMs` lies in to the first at or after `toMs`, ascending. */
export function localDayStarts(timeZone: string, fromMs: number, toMs: number): number[] {
  const wallMs = wallAt(timeZone, fromMs);
  const starts: number[] = [];
  for (let midnight = wallMs - (wallMs % dayMs); ; midnight += dayMs) {
    const start = startOfLocalDay(timeZone, midnight);
    // A day that clocks skipped begins where the next one does.
    if (start !== starts.at(-1)) starts.push(start);
    if (start >= toMs) return starts;
  }
}
