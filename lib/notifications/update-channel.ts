import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { dataKeyForSealing } from '#lib/connections/keyring.ts';
import { isSameOrigin } from '#lib/connections/require-address.ts';
import { Channel, channelDelete, channelUpdate } from '#lib/contracts/channels.ts';
import { AppError } from '#lib/core/errors.ts';
import { readChannelRow, toChannel, writeChannel } from './channel-rows.ts';
import { sealSecrets } from './channel-secrets.ts';
import { pagerdutyUrl } from './channels/pagerduty.ts';
import { requireFields } from './require-fields.ts';

/** Whoever turns a channel on again wants to see whether it works now: what it failed at is forgotten. */
const fresh = { lastError: null, failingSinceAt: null } as const;

/**
 * The key of PagerDuty travels in what is sent, so whoever may change addresses could else have the stored one sent to a server of
 * their own. Throws `validation_failed`.
 */
function requireSecretAgain({ kind, url: former }: Channel, url: string | null, hasSecret: boolean): void {
  if (kind !== 'pagerduty' || !hasSecret || url === former || isSameOrigin(url ?? pagerdutyUrl, former ?? pagerdutyUrl)) return;
  throw new AppError('validation_failed', {
    errors: [{ pointer: '/secret', detail: 'Another address needs the key again: the stored one is never sent elsewhere' }],
  });
}

export const updateChannel = defineCommand(channelUpdate, async (ctx, input) => {
  const { tx, tenantId, runtime } = ctx;
  const row = await readChannelRow(ctx, input.channel_id, true);
  ctx.expectVersion(row.version);
  const before = toChannel(row);
  const { name = before.name, url = before.url, settings = before.settings, events = before.events, secret } = input;
  requireFields(runtime.outbound.policy, { kind: before.kind, url, settings, secret, hasSecret: row.credential !== null });
  if (secret === undefined) requireSecretAgain(before, url, row.credential !== null);
  const sealed =
    secret === undefined
      ? {}
      : sealSecrets(await dataKeyForSealing(tx, tenantId, runtime.masterKeys), tenantId, row.id, { current: secret, former: null });
  const status = input.status ?? (secret !== undefined || url !== before.url ? 'active' : before.status);
  const set = { name, url, settings, events, status, ...sealed, ...(status === 'active' ? fresh : {}) };
  const after = toChannel(await writeChannel(ctx, row, set));
  return { result: after, changes: [changeOf('channel', 'channel', Channel, before, after)] };
});

/** What could still be used is destroyed; the row explains what was delivered. */
export const deleteChannel = defineCommand(channelDelete, async (ctx, input) => {
  const row = await readChannelRow(ctx, input.channel_id, true);
  const before = toChannel(row);
  const gone = { credential: null, encryptionKeyId: null, credentialHint: null, formerSecretUntilAt: null };
  const after = toChannel({ ...row, ...gone, status: 'disabled' });
  await writeChannel(ctx, row, { ...gone, status: 'disabled', archivedAt: ctx.now });
  return { result: after, changes: [changeOf('channel', 'channel', Channel, before, null)] };
});
