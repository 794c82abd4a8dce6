import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { dataKeyForSealing } from '#lib/connections/keyring.ts';
import { Channel, channelCreate } from '#lib/contracts/channels.ts';
import { webhookCreate } from '#lib/contracts/webhooks.ts';
import { newUuid } from '#lib/core/ids.ts';
import { insertChannel, toChannel } from './channel-rows.ts';
import { sealSecrets } from './channel-secrets.ts';
import { requireFields, type WantedChannel } from './require-fields.ts';
import { newWebhookSecret } from './standard-webhooks.ts';

async function make(ctx: OperationContext, name: string, events: string[], wanted: Omit<WantedChannel, 'hasSecret'>, secret?: string) {
  requireFields(ctx.runtime.outbound.policy, { ...wanted, hasSecret: false });
  const id = newUuid(ctx.now.getTime());
  const { tx, tenantId, runtime } = ctx;
  const kept = secret ?? wanted.secret;
  const sealed =
    kept === undefined
      ? {}
      : sealSecrets(await dataKeyForSealing(tx, tenantId, runtime.masterKeys), tenantId, id, { current: kept, former: null });
  const { kind, url, settings } = wanted;
  return toChannel(await insertChannel(ctx, { id, name, kind, url, settings, events, ...sealed }));
}

export const createChannel = defineCommand(channelCreate, async (ctx, { name, kind, settings, url = null, secret, events }) => {
  const made = await make(ctx, name, events, { kind, url, settings, secret });
  return { result: made, changes: [changeOf('channel', 'channel', Channel, null, made)] };
});

export const createWebhook = defineCommand(webhookCreate, async (ctx, { name, url, settings, events }) => {
  const secret = newWebhookSecret();
  const made = await make(ctx, name, events, { kind: 'webhook', url, settings, secret: undefined }, secret);
  return { result: { ...made, secret }, changes: [changeOf('channel', 'channel', Channel, null, made)] };
});
