import type { TimeWindow } from '#lib/contracts/route-definition.ts';
import { type WeekDay, weekDays } from '#lib/contracts/route-names.ts';
import { zoneTime } from './zone-time.ts';

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const dayBefore = (day: WeekDay): WeekDay => weekDays[(weekDays.indexOf(day) + weekDays.length - 1) % weekDays.length] ?? day;

/** Whether an instant lies in a window, by the clocks of its zone. A window past midnight belongs to the day on which it begins. */
export function isWithin(window: TimeWindow, nowMs: number): boolean {
  const { day, minuteOfDay } = zoneTime(window.time_zone, nowMs);
  const from = minuteOf(window.from);
  const to = minuteOf(window.to);
  if (from === to) return window.days.includes(day);
  if (from < to) return window.days.includes(day) && minuteOfDay >= from && minuteOfDay < to;
  if (minuteOfDay >= from) return window.days.includes(day);
  return minuteOfDay < to && window.days.includes(dayBefore(day));
}
