import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { AccessVerdict } from '#lib/contracts/access.ts';
import type { Reader } from '#lib/core/format.ts';
import { ReasonText } from './reason-text.tsx';

type Verdict = z.input<typeof AccessVerdict>;

export interface VerdictTableProps {
  verdicts: readonly Verdict[];
  reader: Reader;
  now: string;
}

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  if (verdict.allowed) return <StatusBadge tone="success">Allowed</StatusBadge>;
  return verdict.held_elsewhere ? (
    <StatusBadge tone="warning">Elsewhere only</StatusBadge>
  ) : (
    <StatusBadge tone="outline">Not held</StatusBadge>
  );
}

/** Every permission with its verdict and every grant behind it. */
export function VerdictTable({ verdicts, reader, now }: VerdictTableProps) {
  return (
    <TableScroll label="Permissions">
      <Table>
        <thead>
          <tr>
            <HeadCell>Permission</HeadCell>
            <HeadCell>Verdict</HeadCell>
            <HeadCell>Because of</HeadCell>
          </tr>
        </thead>
        <tbody>
          {verdicts.map((verdict) => (
            <tr key={verdict.permission}>
              <RowHead className="py-1 align-top">
                {verdict.description}
                <span className="block font-mono text-caption text-quiet">{verdict.permission}</span>
              </RowHead>
              <Cell className="py-1.5 align-top">
                <VerdictBadge verdict={verdict} />
              </Cell>
              <Cell className="py-1.5 align-top" dir="auto">
                {verdict.reasons.length === 0 ? <span className="text-quiet">No grant gives it here</span> : null}
                <ul>
                  {verdict.reasons.map((reason) => (
                    <li key={`${reason.assignment_id} ${reason.group_id} ${reason.role_id} ${reason.scope_name} ${reason.source}`}>
                      <ReasonText reason={reason} reader={reader} now={now} />
                    </li>
                  ))}
                </ul>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
