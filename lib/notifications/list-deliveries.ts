import { and, eq, sql } from 'drizzle-orm';
import { notificationDelivery } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { type Delivery, deliveryList } from '#lib/contracts/webhooks.ts';
import { selectDeliveries, toDelivery } from './delivery-rows.ts';

export const listDeliveries = defineQuery(deliveryList, async ({ tx, tenantId }, input) => {
  const { id, createdAt, channelId, state, event } = notificationDelivery;
  const order = {
    key: sql`${createdAt}`,
    type: 'time',
    id: sql`${id}`,
    descending: input.sort === '-created_at',
    valueOf: (row: Delivery) => row.created_at.getTime(),
    idOf: (row: Delivery) => row.id,
  } as const;
  const keyset = keysetOf<Delivery>(input.sort, order, input.cursor);
  const rows = await selectDeliveries(tx)
    .where(
      and(
        eq(notificationDelivery.tenantId, tenantId),
        input.channel_id === undefined ? undefined : eq(channelId, input.channel_id),
        input.state === 'all' ? undefined : eq(state, input.state),
        input.event === undefined ? undefined : eq(event, input.event),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(input.limit + 1);
  return keyset.page(rows.map(toDelivery), input.limit);
});
