import { costAllocation } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { CostAllocation, costAllocationCreate } from '#lib/contracts/cost-allocations.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readAllocation } from './allocation-rows.ts';
import { requireFree, requireRoomForAllocation, requireShares, requireSource } from './require-allocation.ts';

export const createAllocation = defineCommand(costAllocationCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRoomForAllocation(ctx);
  // The contract has seen to it that the field of the source is there.
  const source = { kind: input.source, id: input[`${input.source}_id`] ?? '' };
  await requireSource(ctx, source);
  const dates = { from: input.valid_from ?? now, until: input.valid_until ?? null };
  await requireFree(ctx, source, dates, null);
  const shares = await requireShares(ctx, input.shares);
  const id = newUuid(now.getTime());
  await tx.insert(costAllocation).values({
    ...{ tenantId, id, sourceKind: source.kind, sourceId: source.id, shares, createdAt: now, updatedAt: now },
    ...{ validFromAt: dates.from, validUntilAt: dates.until },
  });
  const after = await readAllocation(ctx, id);
  return { result: after, changes: [changeOf('cost_allocation', 'costAllocation', CostAllocation, null, after)] };
});
