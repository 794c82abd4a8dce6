import { and, eq } from 'drizzle-orm';
import { notificationChannel, notificationDelivery } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { Channel } from '#lib/contracts/channels.ts';
import type { Delivery } from '#lib/contracts/webhooks.ts';
import { NotificationMessage } from './message.ts';

/** What a delivery is shown with. */
export const deliveryColumns = {
  delivery: notificationDelivery,
  channelName: notificationChannel.name,
  channelKind: notificationChannel.kind,
} as const;

interface Read {
  readonly delivery: typeof notificationDelivery.$inferSelect;
  readonly channelName: string;
  readonly channelKind: string;
}

export function toDelivery({ delivery, channelName, channelKind }: Read): Delivery {
  const { title, data } = NotificationMessage.parse(delivery.message);
  return {
    id: delivery.id,
    channel_id: delivery.channelId,
    channel_name: channelName,
    channel_kind: Channel.shape.kind.parse(channelKind),
    event: delivery.event,
    title,
    state: delivery.state,
    attempts: delivery.attempts,
    next_attempt_at: delivery.state === 'queued' ? delivery.nextAttemptAt : null,
    delivered_at: delivery.deliveredAt,
    last_status: delivery.lastStatus,
    last_error: delivery.lastError,
    log: [...delivery.log],
    payload: data,
    created_at: delivery.createdAt,
  };
}

/** Deliveries joined with their channels, deleted ones too. */
export const selectDeliveries = (tx: TenantTransaction) =>
  tx
    .select(deliveryColumns)
    .from(notificationDelivery)
    .innerJoin(
      notificationChannel,
      and(eq(notificationChannel.tenantId, notificationDelivery.tenantId), eq(notificationChannel.id, notificationDelivery.channelId)),
    );
