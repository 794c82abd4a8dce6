import { and, eq, inArray } from 'drizzle-orm';
import { costCenter } from '#db/schema/index.ts';
import type { StatementAllocation } from '#lib/contracts/statements.ts';
import type { Borne } from './spread-shared.ts';
import type { StatementReader } from './statement-scope.ts';
import type { ShareSum } from './sum-shares.ts';

/**
 * The total of a statement by cost center: what calls carried is split by that, the rest is borne as `spreadShared` says. Sums
 * to the total exactly.
 */
export async function allocate(
  { tx, tenantId }: StatementReader,
  { borne, shares }: { readonly borne: readonly Borne[]; readonly shares: readonly ShareSum[] },
): Promise<StatementAllocation[]> {
  const ids = [...new Set(shares.map(({ costCenterId }) => costCenterId))];
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({ id: costCenter.id, code: costCenter.code, name: costCenter.name })
          .from(costCenter)
          .where(and(eq(costCenter.tenantId, tenantId), inArray(costCenter.id, ids)));
  const named = new Map(rows.map((row) => [row.id, row]));
  const sums = new Map<string, StatementAllocation>();
  const add = (key: string, center: Omit<StatementAllocation, 'amount_usd'>, amount: bigint) =>
    sums.set(key, { ...center, amount_usd: (sums.get(key)?.amount_usd ?? 0n) + amount });
  for (const share of shares) {
    const { costCenterId: id, amountNanoUsd: amount } = share;
    const center = named.get(id);
    // One that is gone without a trace keeps its id as its code, so that its money is not somebody else's.
    add(id, { cost_center_id: id, cost_center: center?.code ?? id, name: center?.name ?? null }, amount);
  }
  for (const { costCenter: code, amountNanoUsd } of borne)
    add(`code ${code}`, { cost_center_id: null, cost_center: code, name: null }, amountNanoUsd);
  return [...sums.values()].filter(({ amount_usd: amount }) => amount !== 0n).sort(byCode);
}

const byCode = (one: StatementAllocation, other: StatementAllocation): number =>
  (one.cost_center ?? '') < (other.cost_center ?? '') ? -1 : 1;
