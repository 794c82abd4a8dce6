import { and, eq } from 'drizzle-orm';
import { costCenter } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { costCenterList } from '#lib/contracts/cost-centers.ts';
import { hasArchiveStatus } from '#lib/organization/archive-status.ts';
import { readCostCenters } from './cost-center-rows.ts';

export const listCostCenters = defineQuery(costCenterList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, costCenter), input.cursor);
  const where = and(
    hasArchiveStatus(costCenter.archivedAt, input.status),
    input.parent_id === undefined ? undefined : eq(costCenter.parentId, input.parent_id),
    containsText([costCenter.code, costCenter.name], input.search),
    keyset.after,
  );
  return keyset.page(await readCostCenters(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
