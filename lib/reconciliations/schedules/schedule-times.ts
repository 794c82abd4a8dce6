import { reconciliationDaysMax } from '#lib/contracts/reconciliations.ts';
import type { ReportRange } from '../reports/index.ts';

/** How often, and how long after a day. */
export interface ScheduleRule {
  readonly everyDays: number;
  readonly waitHours: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** When the next comparison can be made: its days are over, and the provider had its time to count them. */
export const dueAt = (comparedTo: string, { everyDays, waitHours }: ScheduleRule): Date =>
  new Date(Date.parse(comparedTo) + everyDays * dayMs + waitHours * hourMs);

/** The days that can be compared now, whole comparisons of them and no more than one takes; null where there are none yet. */
export function dueRange(comparedTo: string, { everyDays, waitHours }: ScheduleRule, now: Date): ReportRange | null {
  const ready = Math.floor((now.getTime() - waitHours * hourMs - Date.parse(comparedTo)) / (everyDays * dayMs));
  const parts = Math.min(ready, Math.floor(reconciliationDaysMax / everyDays));
  return parts < 1 ? null : { from: comparedTo, to: dayOf(Date.parse(comparedTo) + parts * everyDays * dayMs) };
}

/** Where a schedule begins unless somebody says: at the newest days that can be compared already. */
export const firstDay = ({ everyDays, waitHours }: ScheduleRule, now: Date): string =>
  dayOf(now.getTime() - waitHours * hourMs - everyDays * dayMs);

/** When a failed comparison is tried again: after one hour, two, four and so on, then once a day. */
export const retryAt = (failures: number, now: Date): Date => new Date(now.getTime() + Math.min(2 ** (failures - 1), 24) * hourMs);
