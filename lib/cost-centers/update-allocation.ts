import { defineCommand } from '#lib/command/define-command.ts';
import { costAllocationUpdate } from '#lib/contracts/cost-allocations.ts';
import { AppError } from '#lib/core/errors.ts';
import { lockAllocation, writeAllocation } from './change-allocation.ts';
import { requireFree, requireShares } from './require-allocation.ts';

export const updateAllocation = defineCommand(costAllocationUpdate, async (ctx, input) => {
  const before = await lockAllocation(ctx, input.allocation_id);
  if (before.archived_at !== null) throw new AppError('conflict', { detail: 'This rule has been ended for good. Make a new one.' });
  const dates = {
    from: input.valid_from ?? before.valid_from,
    until: input.valid_until === undefined ? before.valid_until : input.valid_until,
  };
  const isMoved = dates.from.getTime() !== before.valid_from.getTime() || dates.until?.getTime() !== before.valid_until?.getTime();
  const shares = input.shares === undefined ? undefined : await requireShares(ctx, input.shares);
  const textOf = (all: readonly { readonly cost_center_id: string; readonly percent: number }[]) =>
    all
      .map(({ cost_center_id, percent }) => `${cost_center_id} ${percent}`)
      .sort()
      .join();
  const isShared = input.shares !== undefined && textOf(input.shares) !== textOf(before.shares);
  if (!isMoved && !isShared) return { result: before, changes: null };
  const source = { kind: before.source, id: before[`${before.source}_id`] ?? '' };
  if (isMoved) await requireFree(ctx, source, dates, before.id);
  return writeAllocation(ctx, before, {
    ...(isShared && shares !== undefined ? { shares } : {}),
    ...(isMoved ? { validFromAt: dates.from, validUntilAt: dates.until } : {}),
  });
});
