import type { z } from 'zod';
import { nanoOf } from '#components/budgets/budget-words.ts';
import type { Pool } from '#lib/contracts/pools.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

export interface PoolUsesProps {
  /** In wire form. */
  pool: Pick<z.input<typeof Pool>, 'uses' | 'cost_usd'>;
  days: number;
  reader: Reader;
}

/** Parts that are named; the rest is told as a number. */
const shownMax = 6;

/** What each part used of something shared: calls, cost and share; nothing where the reader may not see it. */
export function PoolUses({ pool: { uses, cost_usd: cost }, days, reader }: PoolUsesProps) {
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
