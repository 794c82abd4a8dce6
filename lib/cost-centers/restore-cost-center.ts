import { defineCommand } from '#lib/command/define-command.ts';
import { costCenterRestore } from '#lib/contracts/cost-centers.ts';
import { lockCostCenter, writeCostCenter } from './change-cost-center.ts';
import { requireRoomForCenter } from './create-cost-center.ts';
import { requireParent } from './require-center-place.ts';

export const restoreCostCenter = defineCommand(costCenterRestore, async (ctx, input) => {
  const before = await lockCostCenter(ctx, input.cost_center_id);
  if (before.archived_at === null) return { result: before, changes: null };
  await requireRoomForCenter(ctx);
  await requireParent(ctx, before.id, before.parent_id);
  return writeCostCenter(ctx, before, { archivedAt: null });
});
