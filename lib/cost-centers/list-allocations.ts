import { and, eq, sql } from 'drizzle-orm';
import { costAllocation } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import type { CostAllocation } from '#lib/contracts/cost-allocations.ts';
import { costAllocationList } from '#lib/contracts/cost-allocations.ts';
import { hasArchiveStatus } from '#lib/organization/archive-status.ts';
import { readAllocations } from './allocation-rows.ts';

export const listAllocations = defineQuery(costAllocationList, async (ctx, input) => {
  const order = {
    ...{ key: sql`${costAllocation.createdAt}`, type: 'time' as const, id: sql`${costAllocation.id}` },
    descending: input.sort.startsWith('-'),
    valueOf: (row: CostAllocation) => row.created_at.getTime(),
    idOf: (row: CostAllocation) => row.id,
  };
  const keyset = keysetOf(input.sort, order, input.cursor);
  const ofSource = (['team', 'project', 'key'] as const).flatMap((kind) => {
    const id = input[`${kind}_id`];
    return id === undefined ? [] : [eq(costAllocation.sourceKind, kind), eq(costAllocation.sourceId, id)];
  });
  const { cost_center_id: centerId } = input;
  const where = and(
    hasArchiveStatus(costAllocation.archivedAt, input.status),
    input.source === undefined ? undefined : eq(costAllocation.sourceKind, input.source),
    ...ofSource,
    centerId === undefined ? undefined : sql`${costAllocation.shares} @> ${JSON.stringify([{ costCenterId: centerId }])}::jsonb`,
    keyset.after,
  );
  return keyset.page(await readAllocations(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
