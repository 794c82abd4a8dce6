import Link from 'next/link';
import type { z } from 'zod';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { statementChargeback } from '#lib/contracts/statements.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

export interface BearersTableProps {
  rows: z.input<typeof statementChargeback.output>['data'];
  reader: Reader;
}

/** Each cost center with what it bears, and of whom where that is several teams. */
export function BearersTable({ rows, reader }: BearersTableProps) {
  const format = createFormat(reader);
  return (
    <TableScroll label="Who bears what">
      <Table>
        <thead>
          <tr>
            <HeadCell>Cost center</HeadCell>
            <HeadCell>Team</HeadCell>
            <HeadCell numeric>Amount</HeadCell>
            <HeadCell numeric>Share</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap((row) => [
            <tr key={row.cost_center_id ?? `code ${row.cost_center}`}>
              <RowHead>
                {row.cost_center_id === null ? (
                  (row.cost_center ?? 'None named')
                ) : (
                  <Link className="underline underline-offset-2" href={`/cost-centers/${row.cost_center_id}`}>
                    {row.cost_center} {row.name ?? ''}
                  </Link>
                )}
              </RowHead>
              <Cell>{row.teams.length === 1 ? (row.teams[0]?.team_name ?? 'No team') : `${row.teams.length} teams`}</Cell>
              <Cell numeric>{format.moneySum(nanoOf(row.amount_usd))}</Cell>
              <Cell numeric>{row.percent === null ? '–' : format.percent(row.percent / 100)}</Cell>
            </tr>,
            ...(row.teams.length < 2
              ? []
              : row.teams.map((team) => (
                  <tr key={`${row.cost_center_id ?? row.cost_center} ${team.team_id}`} className="text-quiet">
                    <Cell> </Cell>
                    <Cell>{team.team_name ?? 'No team'}</Cell>
                    <Cell numeric>{format.moneySum(nanoOf(team.amount_usd))}</Cell>
                    <Cell> </Cell>
                  </tr>
                ))),
          ])}
        </tbody>
      </Table>
    </TableScroll>
  );
}
