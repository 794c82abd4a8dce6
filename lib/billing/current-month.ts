import { type Period, type PeriodRule, periodAt } from '#lib/budgets/period.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** The calendar month that is running in a time zone. */
export function currentMonth({ now }: Pick<OperationContext, 'now'>, { timeZone }: { readonly timeZone: string }): Period {
  const rule: PeriodRule = {
    ...{ periodKind: 'monthly', timeZone, weekStart: 1, fiscalMonth: 1, fiscalDay: 1, fixedStartMs: null, fixedEndMs: null },
  };
  const period = periodAt(rule, now.getTime());
  if (period === null) throw new AppError('internal', { internal: 'Every instant lies in a month' });
  return period;
}
