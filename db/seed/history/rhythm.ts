import type { SeededRandom } from '../random.ts';
import { type HistoryDay, localTime } from './calendar.ts';
import type { Rhythm } from './workloads.ts';

/** Weights of the hours 0 … 23 of an office day: two peaks, a lunch break, and those who cannot stop. */
const officeHours = [0, 0, 0, 0, 0, 0, 0.05, 0.25, 0.7, 1.15, 1.3, 1.2, 0.7, 0.95, 1.2, 1.15, 0.95, 0.7, 0.3, 0.15, 0.1, 0.08, 0.05, 0];

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Volume of a day compared with a working day. */
export function dayFactor(rhythm: Rhythm, day: HistoryDay, random: SeededRandom): number {
  if (rhythm === 'night') return 1;
  if (rhythm === 'bursts') return day.isWeekend || !random.chance(0.42) ? 0.02 : 2.2 * random.around(1, 0.35);
  if (day.isHoliday) return 0.18;
  return day.isWeekend ? 0.25 : random.around(1, 0.07);
}

/** An instant of the day at which a workload of this rhythm calls; people keep their own zone's hours. */
export function instantOf(rhythm: Rhythm, day: HistoryDay, personZone: string | null, burstHour: number, random: SeededRandom): number {
  if (rhythm === 'night') return Math.floor(localTime(berlin, day.dateMs, 2) + random.next() ** 1.6 * 48 * minuteMs);
  if (rhythm === 'bursts') return Math.floor(localTime(berlin, day.dateMs, burstHour) + random.next() * 100 * minuteMs);
  const zone = personZone ?? (random.chance(0.62) ? berlin : newYork);
  return Math.floor(localTime(zone, day.dateMs, random.weighted(officeHours)) + random.next() * hourMs);
}
