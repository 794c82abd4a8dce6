import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd, type NanoUsd } from '#lib/core/money.ts';
import type { BudgetStanding } from '#lib/usage/reserve-budgets.ts';
import { type Period, periodAt } from '../period.ts';
import type { BudgetInForce } from './budget-in-force.ts';

/** A budget that does not cover a call, and how it stands. */
export interface ShortBudget extends BudgetStanding {
  readonly budget: BudgetInForce;
  /** What the call needs more than it holds; null where that is not known. */
  readonly needNanoUsd: NanoUsd | null;
  /** An instant of the period. */
  readonly atMs: number;
}

/** "$12.5", not "$12.500000000". */
const dollars = (amount: NanoUsd): string => `$${formatUsd(amount).replace(/\.?0+$/, '')}`;

/**
 * The refusal of a call that a budget does not cover, in words and as members of the error: the budget and its period, what is
 * spent, held and allowed, when it begins again, and who can raise it.
 */
export function budgetExceeded(short: readonly ShortBudget[]): AppError {
  const [first] = short;
  if (first === undefined) return new AppError('budget_exceeded');
  const { budget, needNanoUsd, atMs, spentNanoUsd, leasedNanoUsd, limitNanoUsd } = first;
  const period = periodAt(budget.rule, atMs);
  const since = period === null ? '' : ` since ${new Date(period.startMs).toISOString()}`;
  const need = needNanoUsd === null ? 'The call may cost more than' : `The call may cost ${dollars(needNanoUsd)}, more than`;
  const reset = period === null || budget.rule.periodKind === 'fixed' ? '' : ` It begins again at ${new Date(period.endMs).toISOString()}.`;
  const others = short.length > 1 ? ` ${short.length - 1} more of its budgets do not cover it either.` : '';
  const raise = budget.owner === null ? 'An administrator' : budget.owner;
  return new AppError('budget_exceeded', {
    detail: `${need} is left of the ${budget.rule.periodKind} budget "${budget.name}": ${dollars(spentNanoUsd)} spent and ${dollars(leasedNanoUsd)} held of ${dollars(limitNanoUsd)}${since}.${reset} ${raise} can raise it.${others}`,
    members: membersOf(first, period),
    headers: { 'x-tollgate-budget-remaining': remainingText(first) },
  });
}

/** The same for programs: texts all of them, dollars with nine places, a member that has nothing to say left out. */
function membersOf({ budget, needNanoUsd, ...standing }: ShortBudget, period: Period | null): Record<string, string> {
  const { spentNanoUsd, leasedNanoUsd, limitNanoUsd } = standing;
  return {
    ...{ budget_id: toPublicId('budget', budget.budgetId), budget_name: budget.name, budget_period: budget.rule.periodKind },
    ...(period === null ? {} : { period_start: new Date(period.startMs).toISOString(), period_end: new Date(period.endMs).toISOString() }),
    ...{ limit_usd: formatUsd(limitNanoUsd), spent_usd: formatUsd(spentNanoUsd), reserved_usd: formatUsd(leasedNanoUsd) },
    free_usd: remainingText({ spentNanoUsd, leasedNanoUsd, limitNanoUsd }),
    ...(needNanoUsd === null ? {} : { needed_usd: formatUsd(needNanoUsd) }),
    ...(budget.owner === null ? {} : { raised_by: budget.owner }),
  };
}

/** What is left, as the header tells it: dollars with nine places, never below zero. */
export function remainingText({ spentNanoUsd, leasedNanoUsd, limitNanoUsd }: Omit<BudgetStanding, 'budgetId'>): string {
  const left = limitNanoUsd - spentNanoUsd - leasedNanoUsd;
  return formatUsd(left > 0n ? left : 0n);
}
