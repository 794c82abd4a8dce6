import { defineCommand } from '#lib/command/define-command.ts';
import { costAllocationArchive } from '#lib/contracts/cost-allocations.ts';
import { lockAllocation, writeAllocation } from './change-allocation.ts';

export const archiveAllocation = defineCommand(costAllocationArchive, async (ctx, input) => {
  const before = await lockAllocation(ctx, input.allocation_id);
  if (before.archived_at !== null) return { result: before, changes: null };
  return writeAllocation(ctx, before, { archivedAt: ctx.now });
});
