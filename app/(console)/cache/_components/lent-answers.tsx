import type { z } from 'zod';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { CacheLoanUse } from '#lib/contracts/cache.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

/** What teams had of the kept answers that they borrow. */
export function LentAnswers({ rows, reader }: { rows: readonly z.input<typeof CacheLoanUse>[]; reader: Reader }) {
  const format = createFormat(reader);
  return (
    <TableScroll label="Lent answers">
      <Table>
        <thead>
          <tr>
            <HeadCell>From and to</HeadCell>
            <HeadCell numeric>Calls</HeadCell>
            <HeadCell numeric>Told again</HeadCell>
            <HeadCell numeric>Saved</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.borrower_team_id}>
              <RowHead>
                <span dir="auto">{`${row.team_name ?? 'A team that is gone'} to ${row.borrower_name ?? 'a team that is gone'}`}</span>
              </RowHead>
              <Cell numeric>{format.count(row.calls)}</Cell>
              <Cell numeric>{format.count(row.hits)}</Cell>
              <Cell numeric>{format.moneySum(parseUsd(row.saved_usd) ?? 0n)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
