import { BudgetBadge } from '#components/budgets/budget-badge.tsx';
import { BudgetMeter } from '#components/budgets/budget-meter.tsx';
import { type BudgetRow, budgetFormat, nanoOf, scopeWords, spentWords } from '#components/budgets/budget-words.ts';
import { PageLink } from '#components/shell/page-link.tsx';
import type { Reader } from '#lib/core/format.ts';

export interface BudgetListProps {
  /** Names the list: "Budgets of Search". */
  label: string;
  budgets: readonly BudgetRow[];
  reader: Reader;
  now: string;
}

/** Budgets with their meters, for pages where they explain what can still be spent. */
export function BudgetList({ label, budgets, reader, now }: BudgetListProps) {
  return (
    <ul aria-label={label} className="grid grid-cols-1 gap-4">
      {budgets.map((budget) => (
        <li key={budget.id} className="grid grid-cols-1 gap-1.5">
          <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
            <PageLink
              href={`/budgets/${budget.id}`}
              prefetch={false}
              className="min-w-0 truncate font-medium text-control underline-offset-4 hover:underline"
            >
              <span dir="auto">{budget.name}</span>
            </PageLink>
            <BudgetBadge state={budget.state} enforcement={budget.enforcement} />
          </div>
          <Standing budget={budget} reader={reader} now={now} />
        </li>
      ))}
    </ul>
  );
}

function Standing({ budget, reader, now }: { budget: BudgetRow; reader: Reader; now: string }) {
  const { current, forecast } = budget;
  const format = budgetFormat(reader, budget);
  if (current === null) return <p className="text-caption text-quiet">{scopeWords(budget.scope)}, does not count now</p>;
  const words = `${spentWords(budget, format)}, ${format.moneySum(nanoOf(current.free_usd))} left until ${format.day(new Date(current.end), new Date(now))}`;
  return (
    <>
      <BudgetMeter
        label={budget.name}
        limit={nanoOf(current.available_usd)}
        spent={nanoOf(current.spent_usd)}
        reserved={nanoOf(current.reserved_usd)}
        expected={forecast === null ? null : nanoOf(forecast.expected_usd)}
        thresholds={budget.thresholds.map(({ percent }) => percent)}
        reader={reader}
      />
      <p className="text-caption text-quiet tabular-nums">{words}</p>
    </>
  );
}
