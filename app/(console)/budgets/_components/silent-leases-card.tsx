import { budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { listLeases } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import type { BudgetChartProps } from './budget-chart.tsx';
import { SettleLeaseButton } from './settle-lease-button.tsx';

/** Money of processes that fell silent, of this period and of earlier ones; nothing where there is none. */
export async function SilentLeasesCard({ budget, reader, now, maySettle }: BudgetChartProps & { maySettle: boolean }) {
  const { data } = await perform(listLeases, { budget_id: budget.id });
  const silent = (data?.data ?? []).filter(
    ({ state, held_usd, presumed_usd }) => state !== 'open' && (nanoOf(held_usd) !== 0n || nanoOf(presumed_usd) !== 0n),
  );
  if (silent.length === 0) return null;
  const format = budgetFormat(reader, budget);
  const moment = new Date(now);
  return (
    <Card
      title="Held by silent processes"
      subtitle="Counted until they are back, their journals are replayed, or somebody who knows settles it"
    >
      <TableScroll label="Held by silent processes">
        <Table>
          <thead>
            <tr>
              <HeadCell>State</HeadCell>
              <HeadCell numeric>Amount</HeadCell>
              <HeadCell>Last heard of</HeadCell>
              <HeadCell>Process</HeadCell>
              {maySettle ? <HeadCell>Settle</HeadCell> : null}
            </tr>
          </thead>
          <tbody>
            {silent.map(({ id, state, held_usd, presumed_usd, seen_at, holder }) => {
              const amount = format.moneySum(nanoOf(state === 'presumed' ? presumed_usd : held_usd));
              return (
                <tr key={id}>
                  <RowHead>
                    <StatusBadge tone={state === 'presumed' ? 'neutral' : 'warning'}>
                      {state === 'presumed' ? 'Presumed spent' : 'In doubt'}
                    </StatusBadge>
                  </RowHead>
                  <Cell numeric>{amount}</Cell>
                  <Cell>{format.dateTime(new Date(seen_at), moment)}</Cell>
                  <Cell>
                    <IdCell id={holder} />
                  </Cell>
                  {maySettle ? (
                    <Cell>
                      <SettleLeaseButton budgetId={budget.id} leaseId={id} isPresumed={state === 'presumed'} amount={amount} />
                    </Cell>
                  ) : null}
                </tr>
              );
            })}
          </tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}
