import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { dataKeyForSealing, readWrappedKeys } from '#lib/connections/keyring.ts';
import { Channel } from '#lib/contracts/channels.ts';
import { webhookRotate } from '#lib/contracts/webhooks.ts';
import { AppError } from '#lib/core/errors.ts';
import { readChannelRow, toChannel, writeChannel } from './channel-rows.ts';
import { openSecrets, sealSecrets } from './channel-secrets.ts';
import { newWebhookSecret } from './standard-webhooks.ts';

const hourMs = 3_600_000;

export const rotateWebhook = defineCommand(webhookRotate, async (ctx, input) => {
  const { tx, tenantId, runtime, now } = ctx;
  const row = await readChannelRow(ctx, input.webhook_id, true);
  const before = toChannel(row);
  if (before.kind !== 'webhook') throw new AppError('conflict', { detail: 'Only webhooks have a secret that is made here.' });
  const secret = newWebhookSecret();
  const former = openSecrets(runtime.masterKeys, await readWrappedKeys(tx, tenantId), row)?.current ?? null;
  const dataKey = await dataKeyForSealing(tx, tenantId, runtime.masterKeys);
  const overlaps = input.overlap_hours > 0 && former !== null;
  const sealed = sealSecrets(dataKey, tenantId, row.id, { current: secret, former: overlaps ? former : null });
  const formerSecretUntilAt = overlaps ? new Date(now.getTime() + input.overlap_hours * hourMs) : null;
  const after = toChannel(await writeChannel(ctx, row, { ...sealed, formerSecretUntilAt }));
  return { result: { ...after, secret }, changes: [changeOf('channel', 'channel', Channel, before, after)] };
});
