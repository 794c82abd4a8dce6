import { and, eq, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { type DeliveryAttempt, notificationChannel, notificationDelivery } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { readWrappedKeys } from '#lib/connections/keyring.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { MasterKeys } from '#lib/core/master-keys.ts';
import { raiseIncident } from '#lib/incidents/index.ts';
import { type ChannelRow, toChannel } from './channel-rows.ts';
import { openSecrets, secretsInUse } from './channel-secrets.ts';
import type { ChannelMeans, SendResult } from './channels/channel-kind.ts';
import { channelKindsByName } from './channels/index.ts';
import { NotificationMessage } from './message.ts';
import { retryWaitMs } from './retry-schedule.ts';

const tenantsAtOnce = 100;
/** Tenants sent for side by side, and messages of one tenant: a receiver that is slow holds up no more than its places. */
const tenantsInParallel = 8;
const messagesAtOnce = 20;
/** Longer than an attempt can take; whoever claimed a message and died is taken over from after that. */
const claimMs = 60_000;
const logMax = 20;
const noteLengthMax = 300;
/** A channel that has taken nothing for so long is turned off. */
const failingMaxMs = 5 * 86_400_000;

type Row = typeof notificationDelivery.$inferSelect;

export interface DeliveryRoom {
  readonly databases: Pick<Databases, 'app' | 'jobs'>;
  readonly masters: MasterKeys;
  readonly means: ChannelMeans;
  readonly logger: Logger;
  /** At least 0, below 1. */
  readonly random: () => number;
}

interface Claimed {
  readonly row: Row;
  readonly channel: ChannelRow;
  readonly secrets: readonly string[];
}

/** Takes messages that are due for this process alone, until the claim ends; those of channels that are not on wait. */
function claim({ databases, masters, means }: DeliveryRoom, tenantId: string): Promise<Claimed[]> {
  const now = new Date(means.now());
  return inTenant(databases.app, tenantId, async (tx) => {
    const due = sql`select d.id from notification_delivery d
      join notification_channel c on c.tenant_id = d.tenant_id and c.id = d.channel_id and c.status = 'active' and c.archived_at is null
      where d.tenant_id = ${tenantId} and d.state = 'queued' and d.next_attempt_at <= ${now.toISOString()}::timestamptz
      order by d.next_attempt_at limit ${messagesAtOnce} for update of d skip locked`;
    const rows = await tx
      .update(notificationDelivery)
      .set({ attempts: sql`${notificationDelivery.attempts} + 1`, nextAttemptAt: new Date(now.getTime() + claimMs) })
      .where(and(eq(notificationDelivery.tenantId, tenantId), sql`${notificationDelivery.id} in (${due})`))
      .returning();
    const channels = await tx.select().from(notificationChannel).where(eq(notificationChannel.tenantId, tenantId));
    const keys = await readWrappedKeys(tx, tenantId);
    return rows.flatMap((row): Claimed[] => {
      const channel = channels.find(({ id }) => id === row.channelId);
      if (channel === undefined) return [];
      return [{ row, channel, secrets: secretsInUse(openSecrets(masters, keys, channel), channel.formerSecretUntilAt, now) }];
    });
  });
}

async function send(room: DeliveryRoom, { row, channel, secrets }: Claimed): Promise<SendResult> {
  const { kind, url, settings } = toChannel(channel);
  try {
    const message = NotificationMessage.parse(row.message);
    const address = { tenantId: row.tenantId, url, settings, secrets };
    return await channelKindsByName[kind].send(room.means, address, message, toPublicId('delivery', row.id));
  } catch (error) {
    room.logger.error({ err: error, tenantId: row.tenantId, delivery: row.id }, 'A message could not be sent');
    return { kind: 'failed', status: null, note: 'Something went wrong here; see the log of the worker' };
  }
}

async function tellOfFailure(tx: TenantTransaction, { id, tenantId, name }: ChannelRow, note: string, now: Date, isOff: boolean) {
  const finding = {
    ...{ source: 'notifications', fingerprint: `channel ${id}`, severity: 'warning' as const },
    title: isOff ? `${name} is turned off` : `${name} does not take messages`,
    summary: isOff
      ? `${name} was turned off, because its receiver says that it is gone or took nothing for five days. Last: ${note}.`
      : `A message to ${name} was given up after the last attempt. Last: ${note}. It can be sent again from the log of deliveries.`,
    detail: { channel_id: toPublicId('channel', id) },
  };
  await raiseIncident(tx, tenantId, finding, now);
}

/** Writes what came of an attempt, unless another process has taken the message over meanwhile. */
async function settle(room: DeliveryRoom, { row, channel }: Claimed, sent: SendResult, begun: number): Promise<void> {
  const now = new Date(room.means.now());
  const note = sent.note.slice(0, noteLengthMax);
  const attempt: DeliveryAttempt = {
    ...{ at: now.toISOString(), ok: sent.kind === 'taken', status: sent.status, note, ms: Math.max(0, now.getTime() - begun) },
  };
  const log = [...row.log, attempt].slice(-logMax);
  const wait = sent.kind === 'gone' ? null : retryWaitMs(row.attempts, sent.retryAfterMs, room.random());
  const next = wait === null ? { state: 'dead' as const } : { nextAttemptAt: new Date(now.getTime() + wait) };
  const outcome = sent.kind === 'taken' ? { state: 'delivered' as const, deliveredAt: now, lastError: null } : { ...next, lastError: note };
  const failingSince = channel.failingSinceAt ?? now;
  const isOff = sent.kind === 'gone' || (sent.kind === 'failed' && now.getTime() - failingSince.getTime() > failingMaxMs);
  await inTenant(room.databases.app, row.tenantId, async (tx) => {
    const same = and(eq(notificationDelivery.tenantId, row.tenantId), eq(notificationDelivery.id, row.id));
    const rows = await tx
      .update(notificationDelivery)
      .set({ ...outcome, lastStatus: sent.status, log })
      .where(and(same, eq(notificationDelivery.attempts, row.attempts), eq(notificationDelivery.state, 'queued')))
      .returning({ id: notificationDelivery.id });
    if (rows.length === 0) return;
    const health =
      sent.kind === 'taken'
        ? { lastError: null, failingSinceAt: null, deliveredAt: now }
        : { lastError: note, failingSinceAt: failingSince };
    await tx
      .update(notificationChannel)
      .set(isOff ? { ...health, status: 'disabled' } : health)
      // Health is no change of the channel; one that was changed meanwhile begins anew.
      .where(
        and(
          eq(notificationChannel.tenantId, row.tenantId),
          eq(notificationChannel.id, channel.id),
          eq(notificationChannel.version, channel.version),
        ),
      );
    if (isOff || (sent.kind !== 'taken' && wait === null)) await tellOfFailure(tx, channel, note, now, isOff);
  });
}

/** Sends what is due to every channel, of all tenants; answers how many were taken. What is sent may be sent twice under one id, never left out. */
export async function deliverNotifications(room: DeliveryRoom, signal: AbortSignal): Promise<number> {
  const at = new Date(room.means.now()).toISOString();
  const tenants = await room.databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('deliver-notifications', ${at}::text::timestamptz, ${tenantsAtOnce})`;
  let taken = 0;
  const waiting = tenants.values();
  const deliver = async (): Promise<void> => {
    for (const { tenantId } of waiting) {
      if (signal.aborted) break;
      const one = async (claimed: Claimed): Promise<void> => {
        const begun = room.means.now();
        const sent = await send(room, claimed);
        await settle(room, claimed, sent, begun);
        if (sent.kind === 'taken') taken += 1;
      };
      await Promise.all((await claim(room, tenantId)).map(one));
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(tenantsInParallel, tenants.length) }, deliver));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return taken;
}
