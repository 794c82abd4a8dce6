import { and, count, eq, isNull } from 'drizzle-orm';
import { costCenter, project } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { type CostCenter, costCenterArchive } from '#lib/contracts/cost-centers.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockCostCenter, writeCostCenter } from './change-cost-center.ts';
import { isActiveCenter } from './cost-center-rows.ts';

/** Whoever still bears something would bear it in name only; that is moved elsewhere first. */
async function requireUnused({ tx, tenantId }: OperationContext, { id, code, allocation_count: rules, budget }: CostCenter): Promise<void> {
  const [below] = await tx
    .select({ found: count() })
    .from(costCenter)
    .where(and(isActiveCenter(tenantId), eq(costCenter.parentId, id)));
  const [projects] = await tx
    .select({ found: count() })
    .from(project)
    .where(and(eq(project.tenantId, tenantId), eq(project.costCenterId, id), isNull(project.archivedAt)));
  const uses = [
    [below?.found ?? 0, 'cost centers lie below it'],
    [rules, 'rules give it a share'],
    [projects?.found ?? 0, 'projects are charged to it'],
    [budget === null ? 0 : 1, 'budget is for it'],
  ] as const;
  const [used] = uses.filter(([found]) => found > 0);
  if (used !== undefined) throw new AppError('conflict', { detail: `${code} is still in use: ${used[0]} ${used[1]}. Change that first.` });
}

export const archiveCostCenter = defineCommand(costCenterArchive, async (ctx, input) => {
  const before = await lockCostCenter(ctx, input.cost_center_id);
  if (before.archived_at !== null) return { result: before, changes: null };
  await requireUnused(ctx, before);
  return writeCostCenter(ctx, before, { archivedAt: ctx.now });
});
