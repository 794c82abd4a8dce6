import { wallAt } from '#lib/budgets/local-time.ts';
import { type Period, periodAt } from '#lib/budgets/period.ts';
import type { StatementSettings } from '#lib/contracts/statement-settings.ts';

const hourMs = 3_600_000;
/** After its end a period waits so long for calls that were on their way (a process cut off posts when it is back). */
export const closingMs = 48 * hourMs;

/** Which periods are meant, and where their days begin. */
export type PeriodChoice = Pick<StatementSettings, 'period' | 'calendar' | 'fiscal_month' | 'fiscal_day'> & { readonly timeZone: string };

/** A period with the words for it. */
export interface StatementPeriod extends Period {
  readonly kind: StatementSettings['period'];
  readonly calendar: StatementSettings['calendar'];
  readonly timeZone: string;
  readonly label: string;
  /** From when on it can be stated. */
  readonly closesMs: number;
}

/** The period an instant lies in. */
export function statementPeriodAt(choice: PeriodChoice, atMs: number): StatementPeriod {
  const isFiscal = choice.calendar === 'fiscal';
  const rule = {
    periodKind: choice.period === 'month' ? 'monthly' : 'quarterly',
    timeZone: choice.timeZone,
    weekStart: 1,
    fiscalMonth: isFiscal ? choice.fiscal_month : 1,
    fiscalDay: isFiscal ? choice.fiscal_day : 1,
    fixedStartMs: null,
    fixedEndMs: null,
  } as const;
  const period = periodAt(rule, atMs);
  // Months and quarters have no end, unlike fixed periods.
  if (period === null) throw new RangeError('There is no such period');
  const { period: kind, calendar, timeZone } = choice;
  return { ...period, kind, calendar, timeZone, label: labelOf(choice, period), closesMs: period.endMs + closingMs };
}

/** The last period that has closed at an instant. */
export function lastClosedPeriod(choice: PeriodChoice, nowMs: number): StatementPeriod {
  let period = statementPeriodAt(choice, nowMs);
  while (period.closesMs > nowMs) period = statementPeriodAt(choice, period.startMs - 1);
  return period;
}

const dayOf = (timeZone: string, atMs: number): Date => new Date(wallAt(timeZone, atMs));
const words = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(date);

function labelOf({ period, calendar, timeZone, fiscal_month: month, fiscal_day: day }: PeriodChoice, { startMs, endMs }: Period): string {
  const first = dayOf(timeZone, startMs);
  if (calendar === 'calendar' || (month === 1 && day === 1)) {
    if (period === 'month') return words(first, { month: 'long', year: 'numeric' });
    return `Q${Math.floor(first.getUTCMonth() / 3) + 1} ${first.getUTCFullYear()}`;
  }
  const long = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return `${words(first, long)} to ${words(dayOf(timeZone, endMs - 1), long)}`;
}
