import { defineCommand } from '#lib/command/define-command.ts';
import { costCenterUpdate } from '#lib/contracts/cost-centers.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { lockCostCenter, writeCostCenter } from './change-cost-center.ts';
import { requireManager, requireParent } from './require-center-place.ts';

export const updateCostCenter = defineCommand(costCenterUpdate, async (ctx, input) => {
  const before = await lockCostCenter(ctx, input.cost_center_id);
  requireActive(before);
  const columns = {
    ...(input.code === undefined || input.code === before.code ? {} : { code: input.code }),
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(input.description === undefined || input.description === before.description ? {} : { description: input.description }),
    ...(input.parent_id === undefined || input.parent_id === before.parent_id ? {} : { parentId: input.parent_id }),
    ...(input.manager_id === undefined || input.manager_id === before.manager_id ? {} : { managerId: input.manager_id }),
  };
  if (Object.keys(columns).length === 0) return { result: before, changes: null };
  await requireParent(ctx, before.id, columns.parentId);
  await requireManager(ctx, columns.managerId);
  return writeCostCenter(ctx, before, columns);
});
