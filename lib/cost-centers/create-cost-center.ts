import { count } from 'drizzle-orm';
import { costCenter } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { CostCenter, costCenterCreate, costCentersMax } from '#lib/contracts/cost-centers.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { isActiveCenter, readCostCenter } from './cost-center-rows.ts';
import { requireManager, requireParent } from './require-center-place.ts';

export const codeTaken = { pointer: '/code', detail: 'Another active cost center has this code' };

export async function requireRoomForCenter({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx.select({ centers: count() }).from(costCenter).where(isActiveCenter(tenantId));
  if ((row?.centers ?? 0) >= costCentersMax)
    throw new AppError('limit_reached', { detail: `The organization has ${costCentersMax} cost centers, which is the most.` });
}

export const createCostCenter = defineCommand(costCenterCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRoomForCenter(ctx);
  await requireParent(ctx, null, input.parent_id);
  await requireManager(ctx, input.manager_id);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, code: input.code, name: input.name, description: input.description, createdAt: now, updatedAt: now },
    ...{ parentId: input.parent_id ?? null, managerId: input.manager_id ?? null },
  };
  await refuseDuplicate('cost_center_code', codeTaken, tx.insert(costCenter).values(row));
  const after = await readCostCenter(ctx, id);
  return { result: after, changes: [changeOf('cost_center', 'costCenter', CostCenter, null, after)] };
});
