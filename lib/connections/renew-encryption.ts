import { defineCommand } from '#lib/command/define-command.ts';
import { connectionRenewEncryption } from '#lib/contracts/connections.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { renewDataKey } from './keyring.ts';

export const renewEncryption = defineCommand(connectionRenewEncryption, async (ctx) => {
  const credentials = await renewDataKey(ctx.tx, ctx.tenantId, ctx.runtime.masterKeys, ctx.now);
  const change = { resource: 'tenant', id: toPublicId('tenant', ctx.tenantId), before: null, after: { credentials } };
  return { result: { credentials }, changes: [change] };
});
