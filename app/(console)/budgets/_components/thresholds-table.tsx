import { budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { Format } from '#lib/core/format.ts';
import type { BudgetFactsProps } from './budget-facts.tsx';

const actionWords: Readonly<Record<string, string>> = {
  notify: 'Alert',
  require_approval: 'Ask for consent to large calls',
  downgrade: 'Use cheaper models',
  restrict: 'Essential use only',
  block: 'Refuse calls',
};

/** Each threshold with its amount, what it does and when it was crossed in this period. */
export function ThresholdsTable({ budget, status, reader, now }: BudgetFactsProps) {
  const format = budgetFormat(reader, budget);
  if (status.thresholds.length === 0) return <p className="text-control text-quiet">No threshold. The limit itself still holds.</p>;
  return (
    <TableScroll label="Thresholds">
      <Table>
        <thead>
          <tr>
            <HeadCell>At</HeadCell>
            <HeadCell numeric>Amount</HeadCell>
            <HeadCell>Does</HeadCell>
            <HeadCell>Crossed</HeadCell>
          </tr>
        </thead>
        <tbody>
          {status.thresholds.map(({ percent, amount_usd, acting, crossed_at }) => (
            <tr key={percent}>
              <RowHead className="tabular-nums">{percent}%</RowHead>
              <Cell numeric>{format.moneySum(nanoOf(amount_usd))}</Cell>
              <Cell>{acting.map((action) => actionWords[action] ?? action).join(', ')}</Cell>
              <Cell>
                <Crossed
                  at={crossed_at}
                  isPassed={nanoOf(status.figures?.spent_usd ?? '0') >= nanoOf(amount_usd)}
                  format={format}
                  now={new Date(now)}
                />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

/** Spend from before the budget counted passes a threshold without a moment at which it did. */
function Crossed({ at, isPassed, format, now }: { at: string | null; isPassed: boolean; format: Format; now: Date }) {
  if (at !== null) return <StatusBadge tone="warning">{format.dateTime(new Date(at), now)}</StatusBadge>;
  return isPassed ? <StatusBadge tone="warning">Passed by earlier spend</StatusBadge> : <span className="text-quiet">Not yet</span>;
}
