import { type BudgetRow, budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import { Card } from '#components/ui/card.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { BudgetList } from '../../_shell/budget-list.tsx';
import type { BudgetChartProps } from './budget-chart.tsx';

/** How the limit is divided: the allocations that the reader sees, and what is left to allocate. */
export async function AllocationsCard({ budget, reader, now }: BudgetChartProps) {
  if (nanoOf(budget.allocated_usd) === 0n) return null;
  const { data } = await perform(listBudgets, { parent_id: budget.id, limit: 200 });
  const children: readonly BudgetRow[] = data?.data ?? [];
  return (
    <Card title="Allocations" subtitle={dividedWords(budget, budgetFormat(reader, budget))}>
      <BudgetList label={`Allocations of ${budget.name}`} budgets={children} reader={reader} now={now} />
    </Card>
  );
}

function dividedWords(budget: BudgetRow, format: ReturnType<typeof budgetFormat>): string {
  const [limit, allocated] = [nanoOf(budget.limit_usd), nanoOf(budget.allocated_usd)];
  const words = `${format.moneySum(allocated)} of ${format.moneySum(limit)} allocated`;
  return allocated > limit
    ? `${words}, ${format.moneySum(allocated - limit)} more than there is`
    : `${words}, ${format.moneySum(limit - allocated)} not`;
}
