import { and, eq } from 'drizzle-orm';
import { costCenter } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { CostCenter } from '#lib/contracts/cost-centers.ts';
import { readCostCenter } from './cost-center-rows.ts';
import { codeTaken } from './create-cost-center.ts';

type Columns = Partial<Pick<typeof costCenter.$inferInsert, 'code' | 'name' | 'description' | 'parentId' | 'managerId' | 'archivedAt'>>;

/** Holds the tenant, because the tree is looked at, and a cost center as it is before the change; checks If-Match. */
export async function lockCostCenter(ctx: OperationContext, id: string): Promise<CostCenter> {
  await lockTenant(ctx.tx, ctx.tenantId);
  await lockRow(ctx.tx, costCenter, ctx.tenantId, id);
  const before = await readCostCenter(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

/** Writes the columns of a locked cost center, as one more version. */
export async function writeCostCenter(ctx: OperationContext, before: CostCenter, columns: Columns): Promise<Outcome<CostCenter>> {
  const set = { ...columns, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(costCenter.tenantId, ctx.tenantId), eq(costCenter.id, before.id));
  await refuseDuplicate('cost_center_code', codeTaken, ctx.tx.update(costCenter).set(set).where(row));
  const after = await readCostCenter(ctx, before.id);
  return { result: after, changes: [changeOf('cost_center', 'costCenter', CostCenter, before, after)] };
}
