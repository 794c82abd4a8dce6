import { and, eq } from 'drizzle-orm';
import { notificationChannel } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { readWrappedKeys } from '#lib/connections/keyring.ts';
import { Channel, type ChannelTestResult, channelTest } from '#lib/contracts/channels.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { readChannelRow, toChannel } from './channel-rows.ts';
import { openSecrets, secretsInUse } from './channel-secrets.ts';
import { channelKindsByName } from './channels/index.ts';
import { mailMessages } from './mail-message.ts';
import type { NotificationMessage } from './message.ts';

/** What a test says: that it is one, and nothing that has happened. */
const testMessage = (name: string, by: string, now: Date, channelId: string): NotificationMessage => ({
  event: 'channel.test',
  at: now.toISOString(),
  title: `Test of ${name}`,
  summary: `${by} tries whether messages of Tollgate arrive here. Nothing has happened.`,
  severity: 'info',
  // Over already, so that a pager does not keep it open.
  phase: 'over',
  subject: `channel.test ${channelId}`,
  facts: [['Channel', name]],
  path: '/channels',
  data: { channel_id: toPublicId('channel', channelId) },
});

async function prepare(ctx: OperationContext, { channel_id: id }: { readonly channel_id: string }) {
  const { tx, tenantId, runtime, now, caller, site } = ctx;
  const row = await readChannelRow(ctx, id);
  const { kind, url, settings, name } = toChannel(row);
  const secrets = secretsInUse(openSecrets(runtime.masterKeys, await readWrappedKeys(tx, tenantId), row), row.formerSecretUntilAt, now);
  const means = {
    ...runtime.outbound,
    now: () => runtime.clock.now(),
    publicUrl: site ?? '',
    mail: mailMessages(runtime.databases.app, () => runtime.clock.now()),
  };
  const message = testMessage(name, caller.email, now, id);
  return { kind, means, address: { tenantId, url, settings, secrets }, message };
}

async function record(ctx: OperationContext, { channel_id: id }: { readonly channel_id: string }, testResult: ChannelTestResult) {
  const { tx, tenantId, now } = ctx;
  const before = toChannel(await readChannelRow(ctx, id, true));
  await tx
    .update(notificationChannel)
    // A test is no change of the channel: whoever edits it meanwhile is not disturbed.
    .set({ testedAt: now, testResult })
    .where(and(eq(notificationChannel.tenantId, tenantId), eq(notificationChannel.id, id)));
  const after = toChannel(await readChannelRow(ctx, id));
  return { result: after, changes: [changeOf('channel', 'channel', Channel, before, after)] as const };
}

export const testChannel = defineAction(channelTest, {
  prepare,
  effect: async ({ kind, means, address, message }): Promise<ChannelTestResult> => {
    const begun = means.now();
    const sent = await channelKindsByName[kind].send(means, address, message, toPublicId('delivery', newUuid()));
    return { ok: sent.kind === 'taken', status: sent.status, message: sent.note, latency_ms: Math.max(0, means.now() - begun) };
  },
  record,
});
