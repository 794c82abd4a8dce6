import type { z } from 'zod';
import { type BudgetRow, budgetFormat, enforcementWords, nanoOf, periodWords, scopeWords } from '#components/budgets/budget-words.ts';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import type { BudgetStatus } from '#lib/contracts/budget-reports.ts';
import type { Format, Reader } from '#lib/core/format.ts';

/** A status in wire form, as pages get it. */
export type StatusData = z.input<typeof BudgetStatus>;

export interface BudgetFactsProps {
  budget: BudgetRow;
  status: StatusData;
  reader: Reader;
  now: string;
}

/** What loans add to the limit of the running period, or take from it; nothing where there are none. */
function loanFact({ figures }: StatusData, format: Format): Fact[] {
  const loans = nanoOf(figures?.loans_usd ?? '0');
  if (loans === 0n) return [];
  const amount = format.moneySum(loans < 0n ? -loans : loans);
  return [{ label: loans < 0n ? 'Lent' : 'Borrowed', value: amount, source: 'for this period' }];
}

/** What the budget is, whom to ask, and when it begins again. */
export function BudgetFacts({ budget, status, reader, now }: BudgetFactsProps) {
  const format = budgetFormat(reader, budget);
  const moment = new Date(now);
  const time = (at: string | null): string | null => (at === null ? null : format.dateTime(new Date(at), moment));
  const raisers = status.can_be_raised_by.map(({ name, role }) => `${name} (${role})`);
  const facts: Fact[] = [
    { label: 'For', value: scopeWords(budget.scope) },
    { label: 'Limit', value: `${format.moneySum(nanoOf(budget.limit_usd))} ${periodWords[budget.period]}` },
    ...(budget.reserve_percent === 0 ? [] : [{ label: 'In reserve', value: `${budget.reserve_percent}% that no call may use` }]),
    ...loanFact(status, format),
    { label: 'Calls above it', value: enforcementWords(budget) },
    {
      label: 'Resets',
      value: time(status.next_reset_at) ?? (budget.ends_at === null ? '–' : `Ends ${time(budget.ends_at)}`),
      source: budget.time_zone,
    },
    ...(status.refuses_from === null ? [] : [{ label: 'Refuses from', value: time(status.refuses_from) ?? '–' }]),
    { label: 'Refused calls', value: format.countExact(status.refused_calls), source: 'in this period' },
    ...(nanoOf(status.in_doubt_usd) === 0n
      ? []
      : [
          {
            label: 'In doubt',
            value: format.moneySum(nanoOf(status.in_doubt_usd)),
            source: 'held by a silent process; counted until there is evidence',
          },
        ]),
    { label: 'Can be raised by', value: raisers.length === 0 ? 'Nobody' : raisers.join(', ') },
    { label: 'Owner', value: budget.owner_name ?? 'Nobody' },
    { label: 'Id', value: <IdCell id={budget.id} /> },
  ];
  return <Facts facts={facts} />;
}
