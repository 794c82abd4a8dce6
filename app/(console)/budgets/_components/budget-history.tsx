import { budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { getHistory } from '#lib/budgets/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import type { BudgetChartProps } from './budget-chart.tsx';

const buckets = { daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'month', annual: 'month', fixed: 'month' } as const;
const words = { daily: 'a day', weekly: 'a week', monthly: 'a month', quarterly: 'a quarter', annual: 'a year', fixed: 'once' } as const;

/** What each period came to, against the limit of today; the same numbers as a table. */
export async function BudgetHistory({ budget, reader, now }: BudgetChartProps) {
  const { data, problem } = await perform(getHistory, { budget_id: budget.id, periods: budget.period === 'daily' ? 31 : 13 });
  if (problem !== undefined) {
    return (
      <ErrorState title="The history did not load" requestId={problem.request_id}>
        {problem.detail}
      </ErrorState>
    );
  }
  const [newest] = data.data;
  if (newest === undefined)
    return (
      <EmptyState title="No period yet">The first begins {budget.starts_at === null ? 'with the first call' : 'at its start'}.</EmptyState>
    );
  const format = budgetFormat(reader, budget);
  const oldestFirst = [...data.data].reverse();
  return (
    <div className="grid gap-6 p-(--gutter)">
      <TimeSeriesChart
        title="Periods"
        subtitle={`USD ${words[budget.period]}, ${budget.time_zone}`}
        type="bars"
        data={oldestFirst.map(({ start, spent_usd }) => ({ at: start, cost: nanoOf(spent_usd) }))}
        index="at"
        categories={['cost']}
        labels={{ cost: 'Spent' }}
        valueFormatter="money"
        bucket={buckets[budget.period]}
        end={newest.end}
        reader={{ ...reader, timeZone: budget.time_zone }}
        now={now}
        limit={{ label: 'Limit', value: nanoOf(budget.current?.available_usd ?? budget.limit_usd) }}
        height={220}
      />
      <TableScroll label="Periods as a table">
        <Table>
          <thead>
            <tr>
              <HeadCell>Period</HeadCell>
              <HeadCell numeric>Spent</HeadCell>
              <HeadCell numeric>Limit</HeadCell>
              <HeadCell numeric>Used</HeadCell>
              <HeadCell numeric>Calls</HeadCell>
              <HeadCell>Crossed</HeadCell>
            </tr>
          </thead>
          <tbody>
            {data.data.map((period) => {
              const limit = period.limit_usd === null ? null : nanoOf(period.limit_usd);
              const spent = nanoOf(period.spent_usd);
              return (
                <tr key={period.start}>
                  <RowHead className="whitespace-nowrap">
                    {format.dayRange(new Date(period.start), new Date(period.end), new Date(now))}
                    {period.is_running ? <span className="text-quiet"> so far</span> : null}
                  </RowHead>
                  <Cell numeric>{format.moneySum(spent)}</Cell>
                  <Cell numeric>{limit === null ? <span className="text-quiet">none yet</span> : format.moneySum(limit)}</Cell>
                  <Cell numeric>{limit === null || limit === 0n ? '–' : format.percent(Number(spent) / Number(limit))}</Cell>
                  <Cell numeric>{format.countExact(period.requests)}</Cell>
                  <Cell>
                    {period.crossed_percent.length === 0 ? '–' : period.crossed_percent.map((percent) => `${percent}%`).join(', ')}
                  </Cell>
                </tr>
              );
            })}
          </tbody>
        </Table>
      </TableScroll>
    </div>
  );
}
