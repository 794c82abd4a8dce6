import { startOfLocalDay } from '#lib/budgets/local-time.ts';
import type { StatementSettings } from '#lib/contracts/statement-settings.ts';
import { lastClosedPeriod, type StatementPeriod, statementPeriodAt } from './statement-period.ts';

interface PeriodInput {
  readonly period?: StatementSettings['period'] | undefined;
  readonly calendar?: StatementSettings['calendar'] | undefined;
  /** Such as 2026-10-01. */
  readonly day?: string | undefined;
}

/** The period that is asked for: of a day, or else the running or the last closed one. */
export function choosePeriod(
  input: PeriodInput,
  settings: StatementSettings,
  timeZone: string,
  nowMs: number,
  otherwise: 'running' | 'closed',
): StatementPeriod {
  const choice = { ...settings, period: input.period ?? settings.period, calendar: input.calendar ?? settings.calendar, timeZone };
  if (input.day !== undefined) return statementPeriodAt(choice, startOfLocalDay(timeZone, Date.parse(input.day)));
  return otherwise === 'running' ? statementPeriodAt(choice, nowMs) : lastClosedPeriod(choice, nowMs);
}
