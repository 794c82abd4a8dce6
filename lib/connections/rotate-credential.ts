import { defineCommand } from '#lib/command/define-command.ts';
import { connectionRotate } from '#lib/contracts/connections.ts';
import { changeConnection, lockConnection } from './change-connection.ts';
import { sealFor } from './seal-for.ts';

export const rotateCredential = defineCommand(connectionRotate, async (ctx, input) => {
  const before = await lockConnection(ctx, input.connection_id);
  return changeConnection(ctx, before, await sealFor(ctx, before.id, input.credential));
});
