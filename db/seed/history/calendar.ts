/** The 90 local days that end with the first start, in the tenant's time zone. */

export const historyDays = 90;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Milliseconds by which a zone is ahead of UTC at an instant. */
function offsetMs(timeZone: string, atMs: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(atMs);
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT');
  const [, sign, hours = '0', minutes = '0'] = match ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const noonOffsets = new Map<string, number>();

/**
 * The instant at which the zone's clock shows `hour` on a date (`dateMs` is that date's midnight in UTC). The offset is
 * that of noon: on the two days a year when clocks change, the hours before the change are one off.
 */
export function localTime(timeZone: string, dateMs: number, hour: number): number {
  const key = `${timeZone} ${dateMs}`;
  const offset = noonOffsets.get(key) ?? offsetMs(timeZone, dateMs + 12 * hourMs);
  noonOffsets.set(key, offset);
  return dateMs + hour * hourMs - offset;
}

/** One local day. */
export interface HistoryDay {
  /** Days before the first start: 89 … 0. */
  readonly ago: number;
  /** The local date's midnight, written as if it were UTC. */
  readonly dateMs: number;
  readonly isWeekend: boolean;
  readonly isHoliday: boolean;
}

const isWeekend = (dateMs: number): boolean => [0, 6].includes(new Date(dateMs).getUTCDay());

/** The working day at or just before `ago` days. */
function workingDayAt(days: readonly Omit<HistoryDay, 'isHoliday'>[], ago: number): number {
  return days.find((day) => day.ago >= ago && !day.isWeekend)?.ago ?? ago;
}

/** Newest first; the holiday is a working day seven weeks ago. */
export function historyCalendar(startMs: number, timeZone: string): readonly HistoryDay[] {
  const today = Math.floor((startMs + offsetMs(timeZone, startMs)) / dayMs) * dayMs;
  const days = Array.from({ length: historyDays }, (_, ago) => {
    const dateMs = today - ago * dayMs;
    return { ago, dateMs, isWeekend: isWeekend(dateMs) };
  });
  const holiday = workingDayAt(days, 49);
  return days.map((day) => ({ ...day, isHoliday: day.ago === holiday }));
}

/** The incident happened on a working day, twelve days ago or just before. */
export const incidentDay = (days: readonly HistoryDay[]): number => workingDayAt(days, 12);
