import { and, eq } from 'drizzle-orm';
import { costAllocation } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { CostAllocation } from '#lib/contracts/cost-allocations.ts';
import { readAllocation } from './allocation-rows.ts';

type Columns = Partial<Pick<typeof costAllocation.$inferInsert, 'shares' | 'validFromAt' | 'validUntilAt' | 'archivedAt'>>;

/** Holds the tenant, because rules must not overlap, and a rule as it is before the change; checks If-Match. */
export async function lockAllocation(ctx: OperationContext, id: string): Promise<CostAllocation> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, costAllocation, ctx.tenantId, id);
  const before = await readAllocation(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked rule, as one more version. */
export async function writeAllocation(ctx: OperationContext, before: CostAllocation, columns: Columns): Promise<Outcome<CostAllocation>> {
  await ctx.tx
    .update(costAllocation)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(costAllocation.tenantId, ctx.tenantId), eq(costAllocation.id, before.id)));
  const after = await readAllocation(ctx, before.id);
  return { result: after, changes: [changeOf('cost_allocation', 'costAllocation', CostAllocation, before, after)] };
}
