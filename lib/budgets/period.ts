import { startOfLocalDay, wallAt } from './local-time.ts';

/** How long a budget counts before it begins again; `fixed` counts once, between two instants. */
export const periodKinds = ['daily', 'weekly', 'monthly', 'quarterly', 'annual', 'fixed'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** When the periods of a budget begin. Members that its kind does not use are ignored. */
export interface PeriodRule {
  readonly periodKind: PeriodKind;
  /** IANA name; local midnights are where periods meet. */
  readonly timeZone: string;
  /** Weekly: ISO week day, 1 for Monday to 7 for Sunday. */
  readonly weekStart: number;
  /** First month of the fiscal year, 1 to 12. */
  readonly fiscalMonth: number;
  /** First day of fiscal years, quarters and months, 1 to 31; a month that has not so many begins on its last day. */
  readonly fiscalDay: number;
  /** Fixed: milliseconds since 1970; the end is exclusive. */
  readonly fixedStartMs: number | null;
  readonly fixedEndMs: number | null;
}

/** Milliseconds since 1970; the end is exclusive and is where the next one begins. */
export interface Period {
  readonly startMs: number;
  readonly endMs: number;
}

const dayMs = 86_400_000;
/** Months between the beginnings of periods. */
const monthsOf = { monthly: 1, quarterly: 3, annual: 12 } as const;

/** The wall milliseconds of a day of a month counted from the year 0; a day the month has not is its last. */
function wallOfMonthDay(month: number, day: number): number {
  const year = Math.floor(month / 12);
  const last = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate();
  return Date.UTC(year, month % 12, Math.min(day, last));
}

/** The number of the first month of a period at or before a month: months are counted from the year 0. */
const alignedMonth = (month: number, first: number, length: number): number => month - ((((month - first) % length) + length) % length);

/** Local midnights where periods begin: the last at or before a local time, and the one `steps` periods later. */
function boundaryWall(rule: PeriodRule, wallMs: number, steps: number): number {
  const midnight = wallMs - (((wallMs % dayMs) + dayMs) % dayMs);
  if (rule.periodKind === 'daily') return midnight + steps * dayMs;
  if (rule.periodKind === 'weekly') {
    const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
    return midnight - ((weekday - (rule.weekStart - 1) + 7) % 7) * dayMs + steps * 7 * dayMs;
  }
  if (rule.periodKind === 'fixed') throw new RangeError('A fixed period has no boundaries');
  const length = monthsOf[rule.periodKind];
  const date = new Date(midnight);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const begun = alignedMonth(month, rule.fiscalMonth - 1, length);
  const isBefore = wallOfMonthDay(begun, rule.fiscalDay) > midnight;
  return wallOfMonthDay(begun + (isBefore ? -length : 0) + steps * length, rule.fiscalDay);
}

function computePeriod(rule: PeriodRule, atMs: number): Period {
  const wallMs = wallAt(rule.timeZone, atMs);
  const startOf = (steps: number): number => startOfLocalDay(rule.timeZone, boundaryWall(rule, wallMs, steps));
  // Clocks that are set back over midnight show the evening of a day that has ended: one period on is right then. The walk
  // ends, because boundaries only grow; a local day that was skipped is a period without length and is passed over.
  let step = 0;
  while (startOf(step) > atMs) step -= 1;
  while (startOf(step + 1) <= atMs) step += 1;
  return { startMs: startOf(step), endMs: startOf(step + 1) };
}

/** Rules are part of snapshots and live as long as these; what a rule was last asked is what it will be asked next. */
const lastAnswers = new WeakMap<PeriodRule, Period>();

/**
 * The period an instant lies in: from a local midnight to the next one that begins a period, right through summer time
 * (a local day has 23 to 25 hours), ends of months and leap years. Null outside a fixed period. Answers for the same rule
 * object and period are a comparison.
 */
export function periodAt(rule: PeriodRule, atMs: number): Period | null {
  const last = lastAnswers.get(rule);
  if (last !== undefined && last.startMs <= atMs && atMs < last.endMs) return last;
  if (rule.periodKind === 'fixed') {
    const { fixedStartMs, fixedEndMs } = rule;
    if (fixedStartMs === null || fixedEndMs === null || atMs < fixedStartMs || atMs >= fixedEndMs) return null;
    return { startMs: fixedStartMs, endMs: fixedEndMs };
  }
  const period = computePeriod(rule, atMs);
  lastAnswers.set(rule, period);
  return period;
}

/** The period after one that `periodAt` gave; null after a fixed one. */
export const nextPeriod = (rule: PeriodRule, period: Period): Period | null => periodAt(rule, period.endMs);

/** Up to `count` periods before an instant, the newest first, the running one included. */
export function periodsUntil(rule: PeriodRule, atMs: number, count: number): Period[] {
  const periods: Period[] = [];
  for (let at = atMs; periods.length < count; ) {
    const period = periodAt(rule, at);
    if (period === null) break;
    periods.push(period);
    at = period.startMs - 1;
  }
  return periods;
}
