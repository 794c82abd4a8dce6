import { and, eq, sql } from 'drizzle-orm';
import { reportDelivery } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type ReportDelivery, reportDeliveryList } from '#lib/contracts/report-schedules.ts';
import { deliveryState, readDeliveries } from './delivery-rows.ts';
import { schedulePlaceColumns } from './schedule-rows.ts';

export const listDeliveries = defineQuery(reportDeliveryList, async (ctx, input) => {
  const keyset = keysetOf<ReportDelivery>(
    'newest',
    {
      ...{ key: sql`${reportDelivery.createdAt}`, type: 'time', id: sql`${reportDelivery.id}`, descending: true },
      valueOf: (row) => row.created_at.getTime(),
      idOf: (row) => row.id,
    },
    input.cursor,
  );
  const where = and(
    ctx.visible(schedulePlaceColumns),
    input.schedule_id === undefined ? undefined : eq(reportDelivery.scheduleId, input.schedule_id),
    input.state === undefined ? undefined : sql`${deliveryState} = ${input.state}`,
    keyset.after,
  );
  return keyset.page(await readDeliveries(ctx, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }), input.limit);
});
