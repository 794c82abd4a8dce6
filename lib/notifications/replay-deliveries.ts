import { and, eq, inArray, sql } from 'drizzle-orm';
import { notificationDelivery } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { deliveryReplay, webhookReplay } from '#lib/contracts/webhooks.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { readChannelRow } from './channel-rows.ts';
import { selectDeliveries, toDelivery } from './delivery-rows.ts';

const replayMax = 1000;

/** A message goes out once more under its id, by which receivers know what they have; its log goes on. */
const queuedAgain = (now: Date) => ({ state: 'queued' as const, attempts: 0, nextAttemptAt: now, lastError: null });

async function requireReceiver(ctx: OperationContext, channelId: string): Promise<void> {
  const { name, status } = await readChannelRow(ctx, channelId);
  if (status !== 'active') throw new AppError('conflict', { detail: `${name} is ${status}; turn it on before anything is sent again.` });
}

export const replayDelivery = defineCommand(deliveryReplay, async (ctx, { delivery_id: id }) => {
  const { tx, tenantId, now } = ctx;
  const same = and(eq(notificationDelivery.tenantId, tenantId), eq(notificationDelivery.id, id));
  const [found] = await selectDeliveries(tx).where(same).for('update', { of: notificationDelivery });
  if (found === undefined) throw new AppError('not_found');
  const before = toDelivery(found);
  if (before.state === 'queued') throw new AppError('conflict', { detail: 'The message is on its way already.' });
  await requireReceiver(ctx, before.channel_id);
  const [delivery] = await tx.update(notificationDelivery).set(queuedAgain(now)).where(same).returning();
  const after = toDelivery({ ...found, delivery: delivery ?? found.delivery });
  const change = { resource: 'delivery', id: toPublicId('delivery', id), before: { state: before.state }, after: { state: after.state } };
  return { result: after, changes: [change] };
});

export const replayWebhook = defineCommand(webhookReplay, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await requireReceiver(ctx, input.webhook_id);
  const until = input.until ?? now;
  const due = tx
    .select({ id: notificationDelivery.id })
    .from(notificationDelivery)
    .where(
      and(
        eq(notificationDelivery.tenantId, tenantId),
        eq(notificationDelivery.channelId, input.webhook_id),
        input.state === 'all' ? inArray(notificationDelivery.state, ['dead', 'delivered']) : eq(notificationDelivery.state, input.state),
        sql`${notificationDelivery.createdAt} >= ${input.since.toISOString()}::timestamptz`,
        sql`${notificationDelivery.createdAt} < ${until.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(notificationDelivery.id)
    .limit(replayMax);
  const rows = await tx
    .update(notificationDelivery)
    .set(queuedAgain(now))
    .where(and(eq(notificationDelivery.tenantId, tenantId), inArray(notificationDelivery.id, due)))
    .returning({ id: notificationDelivery.id });
  const change = {
    resource: 'channel',
    id: toPublicId('channel', input.webhook_id),
    before: null,
    after: { replayed: rows.length, since: input.since.toISOString(), until: until.toISOString(), state: input.state },
  };
  return { result: { queued: rows.length }, changes: [change] };
});
