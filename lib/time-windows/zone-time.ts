import { type WeekDay, weekDays } from '#lib/contracts/route-names.ts';

/** Day and minute of a wall clock. */
export interface ZoneTime {
  readonly day: WeekDay;
  readonly minuteOfDay: number;
}

interface KnownMinute extends ZoneTime {
  readonly minute: number;
}

interface ZoneClock {
  readonly format: Intl.DateTimeFormat;
  known: KnownMinute | null;
}

/** Zones of all tenants; there are some 600 in all. */
const clocks = new Map<string, ZoneClock>();

function clockOf(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const clock = { format, known: null };
  clocks.set(timeZone, clock);
  return clock;
}

/** What clocks in an IANA zone show; formatted once a minute and zone, because formatting costs more than all the rest of routing. */
export function zoneTime(timeZone: string, nowMs: number): ZoneTime {
  const clock = clockOf(timeZone);
  const minute = Math.floor(nowMs / 60_000);
  if (clock.known?.minute === minute) return clock.known;
  const parts = new Map(clock.format.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  const name = parts.get('weekday')?.toLowerCase();
  const day = weekDays.find((candidate) => candidate === name) ?? 'mon';
  clock.known = { minute, day, minuteOfDay: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
  return clock.known;
}
