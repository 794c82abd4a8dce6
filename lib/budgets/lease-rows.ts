import { and, eq, type SQL, sql } from 'drizzle-orm';
import { lease } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type BudgetLease, leasesMax } from '#lib/contracts/budget-leases.ts';

/** Leases of a budget, those whose holder is silent first, the largest first. */
export async function readLeases({ tx, tenantId }: OperationContext, budgetId: string, condition: SQL): Promise<BudgetLease[]> {
  const held = sql<bigint>`${lease.grantedNanoUsd} - ${lease.postedNanoUsd}`;
  const rows = await tx
    .select()
    .from(lease)
    .where(and(eq(lease.tenantId, tenantId), eq(lease.budgetId, budgetId), condition))
    .orderBy(sql`array_position(array['in_doubt', 'presumed', 'open', 'closed'], ${lease.state})`, sql`${held} desc`, lease.id)
    .limit(leasesMax);
  return rows.map((row) => ({
    ...{ id: row.id, budget_id: row.budgetId, state: row.state, period_start: row.periodStartAt, holder: row.incarnation },
    // What is presumed is booked as spent, so it is held no more.
    held_usd: row.state === 'presumed' ? 0n : row.grantedNanoUsd - row.postedNanoUsd,
    ...{ presumed_usd: row.presumedNanoUsd, used_usd: row.postedNanoUsd, seen_at: row.seenAt },
  }));
}
