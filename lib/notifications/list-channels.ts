import { and, eq, isNull } from 'drizzle-orm';
import { notificationChannel } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { type Channel, type ChannelKindName, channelGet, channelList } from '#lib/contracts/channels.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { webhookList } from '#lib/contracts/webhooks.ts';
import { readChannelRow, toChannel } from './channel-rows.ts';

type Wanted = Omit<InputOf<typeof channelList>, 'kind'> & { readonly kind?: ChannelKindName | undefined };

async function list({ tx, tenantId }: OperationContext, { kind, search, sort, cursor, limit }: Wanted) {
  const { id, name, createdAt } = notificationChannel;
  const keyset = keysetOf<Channel>(sort, nameOrder(sort, { id, name, createdAt }), cursor);
  const rows = await tx
    .select()
    .from(notificationChannel)
    .where(
      and(
        eq(notificationChannel.tenantId, tenantId),
        isNull(notificationChannel.archivedAt),
        kind === undefined ? undefined : eq(notificationChannel.kind, kind),
        containsText([name], search),
        keyset.after,
      ),
    )
    .orderBy(keyset.orderBy)
    .limit(limit + 1);
  return keyset.page(rows.map(toChannel), limit);
}

export const listChannels = defineQuery(channelList, list);
export const listWebhooks = defineQuery(webhookList, (ctx, input) => list(ctx, { ...input, kind: 'webhook' }));
export const getChannel = defineQuery(channelGet, async (ctx, { channel_id: id }) => toChannel(await readChannelRow(ctx, id)));
