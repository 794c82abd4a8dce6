import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { notificationChannel, notificationDelivery } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { NotificationMessage } from './message.ts';

/** A message on its way to channels. */
export interface Told {
  readonly message: NotificationMessage;
  readonly channelIds: readonly string[];
  /** Names what is told, such as an alert and its step: told once to each channel, however often it is written. */
  readonly sourceKey: string | null;
}

/**
 * Writes messages in the transaction of what they tell of; a job sends them after its commit. Channels that are deleted or
 * turned off are passed over; paused ones keep what they are sent until they go on. Answers the names of those that are told.
 */
export async function queueMessages(tx: TenantTransaction, tenantId: string, now: Date, told: readonly Told[]): Promise<readonly string[]> {
  const wanted = [...new Set(told.flatMap(({ channelIds }) => channelIds))];
  if (wanted.length === 0) return [];
  const channels = await tx
    .select({ id: notificationChannel.id, name: notificationChannel.name })
    .from(notificationChannel)
    .where(
      and(
        eq(notificationChannel.tenantId, tenantId),
        inArray(notificationChannel.id, wanted),
        isNull(notificationChannel.archivedAt),
        ne(notificationChannel.status, 'disabled'),
      ),
    );
  const nameOf = new Map(channels.map(({ id, name }) => [id, name]));
  const rows = told.flatMap(({ message, channelIds, sourceKey }) =>
    [...new Set(channelIds)]
      .filter((id) => nameOf.has(id))
      .map((channelId) => ({
        ...{ tenantId, id: newUuid(now.getTime()), channelId, sourceKey, event: message.event, message },
        ...{ nextAttemptAt: now, createdAt: now },
      })),
  );
  if (rows.length > 0) await tx.insert(notificationDelivery).values(rows).onConflictDoNothing();
  return [...new Set(rows.map(({ channelId }) => nameOf.get(channelId) ?? ''))];
}
