import { and, eq, inArray } from 'drizzle-orm';
import { costCenter } from '#db/schema/index.ts';
import type { StatementAllocation } from '#lib/contracts/statements.ts';
import type { StatementReader } from './statement-scope.ts';
import type { ShareSum } from './sum-shares.ts';
import { type UsageSum, usageKeyOf } from './usage-sum.ts';

/** A line as far as its cost center goes. */
type AllocatedLine = UsageSum & { readonly kind: string; readonly costCenter?: string | null };

/**
 * The total of a statement by cost center. What calls carried is split by that; the rest of a line is borne by the cost
 * center of its team's or scope's billing settings, and so are corrections and adjustments. Sums to the total exactly.
 */
export async function allocate(
  { tx, tenantId }: StatementReader,
  { lines, shares }: { readonly lines: readonly AllocatedLine[]; readonly shares: readonly ShareSum[] },
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
  const carried = new Map<string, bigint>();
  for (const share of shares) {
    const { costCenterId: id, amountNanoUsd: amount } = share;
    const center = named.get(id);
    // One that is gone without a trace keeps its id as its code, so that its money is not somebody else's.
    add(id, { cost_center_id: id, cost_center: center?.code ?? id, name: center?.name ?? null }, amount);
    const key = usageKeyOf(share);
    carried.set(key, (carried.get(key) ?? 0n) + amount);
  }
  for (const line of lines) {
    const ofCenters = line.kind === 'usage' ? (carried.get(usageKeyOf(line)) ?? 0n) : 0n;
    const code = line.costCenter ?? null;
    add(`code ${code}`, { cost_center_id: null, cost_center: code, name: null }, line.amountNanoUsd - ofCenters);
  }
  return [...sums.values()].filter(({ amount_usd: amount }) => amount !== 0n).sort(byCode);
}

const byCode = (one: StatementAllocation, other: StatementAllocation): number =>
  (one.cost_center ?? '') < (other.cost_center ?? '') ? -1 : 1;
