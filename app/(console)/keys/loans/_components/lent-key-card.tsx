import type { z } from 'zod';
import { PoolUses } from '#components/pools/pool-uses.tsx';
import { Card } from '#components/ui/card.tsx';
import type { KeyPool } from '#lib/contracts/key-loans.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { LoanActions } from './loan-actions.tsx';

/** A key with its loans, in wire form. */
export type LentKeyRow = z.input<typeof KeyPool>;
type LoanRow = LentKeyRow['loans'][number];

export interface LentKeyCardProps {
  lent: LentKeyRow;
  days: number;
  reader: Reader;
  /** ISO 8601. */
  now: string;
}

function Loan({ loan, lent, reader, now }: Omit<LentKeyCardProps, 'days'> & { loan: LoanRow }) {
  const format = createFormat(reader);
  const dayOf = (at: string): string => format.day(new Date(at), new Date(now));
  const facts = [
    loan.issued_at === null ? 'no secret taken yet' : `secret ${loan.display} of ${dayOf(loan.issued_at)}`,
    ...(loan.expires_at === null ? [] : [`until ${dayOf(loan.expires_at)}`]),
    ...(loan.note === '' ? [] : [loan.note]),
  ];
  return (
    <li className="flex flex-wrap items-start justify-between gap-2">
      <span className="min-w-0 break-words pt-1" dir="auto">
        Lent to {loan.borrower_name}
        <span className="text-quiet"> · {facts.join(' · ')}</span>
      </span>
      <LoanActions loan={loan} canEnd={lent.can_end} />
    </li>
  );
}

/** One key: whose, lent to whom, used by whom. */
export function LentKeyCard(props: LentKeyCardProps) {
  const { lent, days, reader } = props;
  const whose = lent.owner_name === null ? 'the organization’s' : `belongs to ${lent.owner_name}`;
  return (
    <Card className="lg:col-span-6" title={lent.name} subtitle={lent.status === 'active' ? whose : `${whose} · ${lent.status}`}>
      <div className="flex flex-col gap-4">
        <ul aria-label={`Loans of ${lent.name}`} className="grid gap-1 text-control">
          {lent.loans.map((loan) => (
            <Loan key={loan.id} {...props} loan={loan} />
          ))}
        </ul>
        <PoolUses pool={lent} days={days} reader={reader} />
      </div>
    </Card>
  );
}
