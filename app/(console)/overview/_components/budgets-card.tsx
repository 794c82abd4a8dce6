import { PageLink } from '#components/shell/page-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { listBudgets } from '#lib/budgets/index.ts';
import type { BudgetState } from '#lib/contracts/budget-resource.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { BudgetList } from '../../_shell/budget-list.tsx';

/** Budgets shown: what needs somebody comes first. */
const shownMax = 4;
const urgency: readonly BudgetState[] = ['exceeded', 'critical', 'at_risk', 'warning', 'on_track', 'not_running', 'archived'];

/** The budgets that need somebody most; nothing where there is none or none may be seen. */
export async function BudgetsCard({ reader, now }: { reader: Reader; now: string }) {
  const { data } = await perform(listBudgets, { limit: 200 });
  if (data === undefined || data.data.length === 0) return null;
  const sorted = [...data.data].sort((one, other) => urgency.indexOf(one.state) - urgency.indexOf(other.state));
  return (
    <Card
      title="Budgets"
      subtitle={data.data.length > shownMax ? `The ${shownMax} that need you most` : 'Spent, reserved and expected of each limit'}
      aside={
        <PageLink href="/budgets" prefetch={false} className="text-control underline-offset-4 hover:underline">
          All {data.data.length}
        </PageLink>
      }
    >
      <BudgetList label="Budgets" budgets={sorted.slice(0, shownMax)} reader={reader} now={now} />
    </Card>
  );
}
