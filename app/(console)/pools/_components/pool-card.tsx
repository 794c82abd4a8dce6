import type { z } from 'zod';
import { nanoOf } from '#components/budgets/budget-words.ts';
import { Card } from '#components/ui/card.tsx';
import type { Pool } from '#lib/contracts/pools.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
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

/** Parts that are named; the rest is told as a number. */
const shownMax = 6;

function Uses({ pool: { uses, cost_usd: cost }, days, reader }: Pick<PoolCardProps, 'pool' | 'days' | 'reader'>) {
  const format = createFormat(reader);
  if (uses === null || cost === null) return null;
  if (uses.length === 0) return <p className="text-control text-second">{`Nobody used it in the last ${days} days.`}</p>;
  const total = nanoOf(cost);
  const share = (part: string): string => (total === 0n ? '0 %' : `${Number((nanoOf(part) * 1000n) / total) / 10} %`);
  return (
    <table className="w-full text-control">
      <caption className="pb-1 text-left text-caption text-quiet">{`Used in the last ${days} days: ${format.moneySum(total)}`}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Calls</th>
          <th scope="col">Cost</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {uses.slice(0, shownMax).map((use) => (
          <tr key={use.team_id ?? use.department_id ?? ''} className="border-t">
            <th scope="row" className="min-w-0 break-words py-1 text-left font-normal" dir="auto">
              {use.name ?? 'Nobody’s'}
              {use.is_borrower ? <span className="text-quiet"> · outside</span> : null}
            </th>
            <td className="py-1 text-right text-quiet tabular-nums max-sm:hidden">
              {use.requests === 1 ? '1 call' : `${format.count(use.requests)} calls`}
            </td>
            <td className="py-1 text-right tabular-nums">{format.moneySum(nanoOf(use.cost_usd))}</td>
            <td className="w-16 py-1 text-right text-quiet tabular-nums">{share(use.cost_usd)}</td>
          </tr>
        ))}
      </tbody>
      {uses.length > shownMax ? (
        <tfoot>
          <tr className="border-t">
            <td colSpan={4} className="py-1 text-quiet">{`and ${uses.length - shownMax} more`}</td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  );
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
        <Uses {...props} />
      </div>
    </Card>
  );
}
