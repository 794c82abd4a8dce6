import { BudgetBadge } from '#components/budgets/budget-badge.tsx';
import { BudgetMeter } from '#components/budgets/budget-meter.tsx';
import { budgetFormat, nanoOf, periodWords, scopeWords, spentWords } from '#components/budgets/budget-words.ts';
import type { Column } from '#components/data-table/columns.ts';
import type { Reader } from '#lib/core/format.ts';
import type { TreeRow } from './budget-tree.ts';

/** On a phone names break and carry the state below them, so that both fit beside the meter. */
function Name({ row }: { row: TreeRow }) {
  return (
    <span
      className="block max-md:whitespace-normal max-md:[overflow-wrap:anywhere]"
      style={{ paddingLeft: `${row.depth * 16}px` }}
      dir="auto"
    >
      {row.depth === 0 ? null : (
        <span aria-hidden className="text-quiet">
          └{' '}
        </span>
      )}
      {row.name}
      <span className="block pt-1 md:hidden">
        <BudgetBadge state={row.state} enforcement={row.enforcement} />
      </span>
    </span>
  );
}

function Spent({ row, reader }: { row: TreeRow; reader: Reader }) {
  const { current, forecast } = row;
  const words = spentWords(row, budgetFormat(reader, row));
  if (current === null) return <span className="text-quiet">{words}</span>;
  return (
    <span className="flex min-w-36 flex-col gap-1 py-1">
      <span className="whitespace-nowrap text-caption tabular-nums">{words}</span>
      <BudgetMeter
        label={row.name}
        limit={nanoOf(current.available_usd)}
        spent={nanoOf(current.spent_usd)}
        reserved={nanoOf(current.reserved_usd)}
        expected={forecast === null ? null : nanoOf(forecast.expected_usd)}
        thresholds={row.thresholds.map(({ percent }) => percent)}
        reader={reader}
      />
    </span>
  );
}

/** Long names are cut in the list; the whole one is in the title and on the budget's page. */
function Scope({ row }: { row: TreeRow }) {
  const words = scopeWords(row.scope);
  return (
    <span className="block max-w-44 truncate" title={words} dir="auto">
      {words}
    </span>
  );
}

function Forecast({ row, reader, now }: { row: TreeRow; reader: Reader; now: string }) {
  const { forecast } = row;
  if (forecast === null) return <span className="text-quiet">–</span>;
  const format = budgetFormat(reader, row);
  const passes = forecast.passes_limit_at;
  return (
    <span className="whitespace-nowrap tabular-nums">
      {format.moneySum(nanoOf(forecast.expected_usd))}
      {passes === null ? null : (
        <span className="block text-caption text-quiet">over on {format.day(new Date(passes), new Date(now))}</span>
      )}
    </span>
  );
}

/** The columns of the budget list, the state right after the name, and on phones below it, so that no screen cuts it off; times are in each budget's own zone. */
export const budgetColumns = (reader: Reader, now: string): readonly Column<TreeRow>[] => [
  { id: 'name', header: 'Budget', cell: (row) => <Name row={row} />, sort: 'name', narrow: true },
  { id: 'status', header: 'Status', cell: (row) => <BudgetBadge state={row.state} enforcement={row.enforcement} /> },
  { id: 'spent', header: 'Spent of limit', cell: (row) => <Spent row={row} reader={reader} />, narrow: true, width: '11rem' },
  { id: 'scope', header: 'For', cell: (row) => <Scope row={row} /> },
  {
    id: 'free',
    header: 'Left',
    cell: (row) => (row.current === null ? '–' : budgetFormat(reader, row).moneySum(nanoOf(row.current.free_usd))),
    align: 'end',
  },
  { id: 'forecast', header: 'Forecast', cell: (row) => <Forecast row={row} reader={reader} now={now} />, align: 'end' },
  {
    id: 'resets',
    header: 'Resets',
    cell: (row) => {
      if (row.current === null) return '–';
      const day = budgetFormat(reader, row).day(new Date(row.current.end), new Date(now));
      return (
        <span title={row.time_zone}>
          {row.period === 'fixed' ? `ends ${day}` : day}
          <span className="block text-caption text-quiet">{periodWords[row.period]}</span>
        </span>
      );
    },
  },
  { id: 'enforcement', header: 'Enforcement', value: (row) => row.enforcement, optional: true },
  {
    id: 'created',
    header: 'Created',
    value: (row) => new Date(row.created_at),
    format: 'day',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
];
