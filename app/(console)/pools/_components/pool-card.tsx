import type { z } from 'zod';
import { PoolUses } from '#components/pools/pool-uses.tsx';
import { Card } from '#components/ui/card.tsx';
import type { Pool } from '#lib/contracts/pools.ts';
import type { Reader } from '#lib/core/format.ts';
import { PoolActions, type PoolPlaces, type PoolRights } from './pool-actions.tsx';
import { RecallLoan } from './recall-loan.tsx';

/** A connection with whose it is, in wire form. */
export type PoolRow = z.input<typeof Pool>;

export interface PoolCardProps {
  pool: PoolRow;
  days: number;
  reader: Reader;
  places: PoolPlaces;
  may: PoolRights;
}

/** One connection: whose, lent to whom, used by whom. */
export function PoolCard(props: PoolCardProps) {
  const { pool, may } = props;
  return (
    <Card
      className="lg:col-span-6"
      title={pool.name}
      subtitle={`${pool.provider} · ${pool.owner_name === null ? 'the organization’s, for everybody' : `belongs to ${pool.owner_name}`}`}
      aside={<PoolActions pool={pool} places={props.places} may={may} />}
    >
      <div className="flex flex-col gap-4">
        {pool.loans.length === 0 ? null : (
          <ul aria-label={`Loans of ${pool.name}`} className="grid gap-1 text-control">
            {pool.loans.map((loan) => (
              <li key={loan.id} className="flex items-start justify-between gap-2">
                <span className="min-w-0 break-words pt-1" dir="auto">
                  Lent to {loan.borrower_name}
                  {loan.note === '' ? null : <span className="text-quiet"> · {loan.note}</span>}
                </span>
                {may.lend ? (
                  <RecallLoan connectionId={pool.connection_id} loanId={loan.id} borrower={loan.borrower_name} name={pool.name} />
                ) : null}
              </li>
            ))}
          </ul>
        )}
        <PoolUses pool={pool} days={props.days} reader={props.reader} />
      </div>
    </Card>
  );
}
